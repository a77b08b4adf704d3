using Microsoft.CodeAnalysis;
using Reo.Analyzers.Tests.Verifying;

namespace Reo.Analyzers.Tests.Rules;

public sealed class PlanFileMissingTests
{
    [Fact]
    public async Task is_reported_when_the_client_is_used_without_a_plan_file() =>
        (await WithClient([]).RunAsync()).ShouldHaveSingleItem().Id.ShouldBe("REO0008");

    [Fact]
    public async Task is_not_reported_when_there_is_a_plan_file() =>
        (await WithClient([new TextFile("/product/reo.metrics.txt", "A")]).RunAsync()).ShouldBeEmpty();

    [Fact]
    public async Task is_off_by_default() =>
        (await (WithClient([]) with { Enabled = [] }).RunAsync()).ShouldBeEmpty();

    private static Analysis WithClient(IReadOnlyList<AdditionalText> files) => new()
    {
        Files = files,
        Enabled = ["REO0008"],
        MoreReferences = [Snippet.Compile(("Client.cs", "namespace Reo.Client { public class ReoClient { } }")).WithAssemblyName("Reo.Client").ToMetadataReference()],
    };
}
