using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Reo.Ingestion.Writing;

namespace Reo.Ingestion.Tests.Writing;

public sealed class the_delay_of_the_views : IDisposable
{
    private readonly TurnedClock _clock = new();
    private readonly NpgsqlDataSource _unused = NpgsqlDataSource.Create("Host=127.0.0.1");
    private readonly ViewsDelay _delay;

    public the_delay_of_the_views() => _delay = new(
        _unused, Options.Create(new IngestionOptions { FewerWritersAfter = TimeSpan.FromMilliseconds(500) }), _clock, NullLogger<ViewsDelay>.Instance);

    public void Dispose()
    {
        _delay.Dispose();
        _unused.Dispose();
    }

    [Fact]
    public void is_long_once_the_oldest_event_waits_longer_than_it_may()
    {
        Look(drawn: 100, projected: 0);
        _delay.IsLong.ShouldBeFalse();

        _clock.Turn(0.4);
        Look(drawn: 200, projected: 0);
        _delay.IsLong.ShouldBeFalse();

        _clock.Turn(0.2);
        Look(drawn: 300, projected: 50);
        _delay.IsLong.ShouldBeTrue();
        _delay.IsVeryLong.ShouldBeFalse();

        _clock.Turn(0.5);
        Look(drawn: 400, projected: 60);
        _delay.IsVeryLong.ShouldBeTrue();
    }

    [Fact]
    public void is_short_again_when_the_events_that_waited_are_projected()
    {
        Look(drawn: 100, projected: 0);
        _clock.Turn(0.4);
        Look(drawn: 200, projected: 0);
        _clock.Turn(0.3);
        Look(drawn: 300, projected: 0);

        Look(drawn: 300, projected: 100);

        _delay.IsLong.ShouldBeFalse();
    }

    [Fact]
    public void does_not_count_when_the_projection_stands_still()
    {
        for (var second = 0; second < 60; second++)
        {
            Look(drawn: 100 + second, projected: 0);
            _clock.Turn(1);
        }

        _delay.IsLong.ShouldBeFalse();
    }

    [Fact]
    public void is_none_without_events_that_wait()
    {
        _clock.Turn(5);
        Look(drawn: 100, projected: 100);
        _clock.Turn(5);
        Look(drawn: 100, projected: 100);

        _delay.IsLong.ShouldBeFalse();
    }

    private void Look(long drawn, long projected) => _delay.Note(drawn, projected);

    private sealed class TurnedClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Turn(double seconds) => _ticks += TimeSpan.FromSeconds(seconds).Ticks;
    }
}
