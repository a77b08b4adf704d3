using Microsoft.Extensions.Options;
using Reo.Ingestion.Usage;

namespace Reo.Ingestion.Tests.Usage;

public sealed class a_developers_rate
{
    private readonly SteppedClock _clock = new();

    [Fact]
    public void allows_a_burst_and_then_the_sustained_rate()
    {
        var rates = Rates(perSecond: 10, burst: 3);

        Enumerable.Range(0, 3).ShouldAllBe(_ => rates.Wait("acme/developer/github/a") == null);
        rates.Wait("acme/developer/github/a").ShouldBe(TimeSpan.FromMilliseconds(100));
        rates.Wait("acme/developer/github/b").ShouldBeNull();

        _clock.Step(TimeSpan.FromMilliseconds(100));
        rates.Wait("acme/developer/github/a").ShouldBeNull();
        rates.Wait("acme/developer/github/a").ShouldBe(TimeSpan.FromMilliseconds(100));

        _clock.Step(TimeSpan.FromHours(1));
        Enumerable.Range(0, 3).ShouldAllBe(_ => rates.Wait("acme/developer/github/a") == null);
        rates.Wait("acme/developer/github/a").ShouldNotBeNull();
    }

    [Fact]
    public void can_be_switched_off()
    {
        var rates = Rates(perSecond: 0, burst: 1);

        Enumerable.Range(0, 100).ShouldAllBe(_ => rates.Wait("acme/developer/github/a") == null);
    }

    [Fact]
    public void is_forgotten_when_it_is_paid_off()
    {
        var rates = Rates(perSecond: 10, burst: 1);

        for (var i = 0; i < 30_000; i++)
        {
            rates.Wait($"acme/developer/github/{i}");
            _clock.Step(TimeSpan.FromMilliseconds(1));
        }

        rates.Remembered.ShouldBeLessThan(25_000);
    }

    private DeveloperRates Rates(int perSecond, int burst) =>
        new(Options.Create(new IngestionOptions { DeveloperEventsPerSecond = perSecond, DeveloperBurst = burst }), _clock);

    private sealed class SteppedClock : TimeProvider
    {
        private long _now = 1_000_000_000;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Step(TimeSpan time) => _now += time.Ticks;
    }
}
