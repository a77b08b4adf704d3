using Reo.Analyzers.Tests.Verifying;

namespace Reo.Analyzers.Tests.Rules;

public sealed class ArchivedActivityTypeTests
{
    [Fact]
    public Task is_reported_where_it_is_posted() => Check.ReportsAsync("REO0003", Check.InMethod("""Client.Track([|"OLD_EXPORT"|]);"""));

    [Fact]
    public Task is_not_reported_when_another_plan_file_has_it_active() => Check.SaysNothingAsync(
        Check.InMethod("""Client.Track("OLD_EXPORT");"""),
        new Analysis { Files = [new TextFile("/product/reo.metrics.txt", Analysis.Plan), new TextFile("/other/reo.metrics.txt", "OLD_EXPORT")] });
}
