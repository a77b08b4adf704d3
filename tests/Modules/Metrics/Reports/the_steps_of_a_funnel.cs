using Reo.Metrics.Reports;

namespace Reo.Metrics.Tests.Reports;

public sealed class the_steps_of_a_funnel
{
    [Theory]
    [InlineData(2, "0|5", 10, 5)]
    [InlineData(1, "0|6", 10, 5)]
    [InlineData(1, "3|2", 10, 5)]
    [InlineData(2, "3|3", 10, 5)]
    [InlineData(0, "10|10", 10, 5)]
    [InlineData(2, "9|12", 10, 5)]
    [InlineData(3, "0 8|2 9|8 12", 10, 5)]
    [InlineData(1, "0||1", 10, 5)]
    public void are_taken_in_order_and_in_time(int taken, string days, int period, int within) =>
        FunnelReport.StepsTaken([.. days.Split('|').Select(step => Numbers(step))], period, within).ShouldBe(taken);

    [Fact]
    public void are_as_many_as_trying_every_day_finds()
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var (period, within) = (random.Next(1, 12), random.Next(1, 8));
            var days = Enumerable.Range(0, random.Next(1, 5))
                .Select(_ => (IReadOnlyList<int>)[.. Enumerable.Range(0, 20).Where(_ => random.Next(5) == 0)])
                .ToList();

            FunnelReport.StepsTaken(days, period, within).ShouldBe(
                days[0].Where(day => day < period).Select(day => 1 + Further(days, 1, day, day + within)).DefaultIfEmpty(0).Max(),
                $"{string.Join('|', days.Select(step => string.Join(' ', step)))} {period} {within}");
        }
    }

    private static int Further(List<IReadOnlyList<int>> days, int step, int from, int to) => step == days.Count
        ? 0
        : days[step].Where(day => day >= from && day <= to).Select(day => 1 + Further(days, step + 1, day, to)).DefaultIfEmpty(0).Max();

    private static IReadOnlyList<int> Numbers(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(number => int.Parse(number, System.Globalization.CultureInfo.InvariantCulture))];
}
