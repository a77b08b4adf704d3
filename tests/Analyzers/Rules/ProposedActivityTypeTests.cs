using Reo.Analyzers.Tests.Verifying;

namespace Reo.Analyzers.Tests.Rules;

public sealed class ProposedActivityTypeTests
{
    [Fact]
    public Task is_reported_where_it_is_posted() => Check.ReportsAsync("REO0010", Check.InMethod("""Client.Track([|"BULK_EXPORT"|]);"""));
}
