using System.CommandLine;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Reo.Host.Tests.HeldEvents;
using Reo.Ingestion;
using Reo.Ingestion.Import;

namespace Reo.Host.Tests.Import;

public sealed class importing_a_file(HostFixture fixture) : IClassFixture<HostFixture>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reo-import-");

    private ReoHost Host => fixture.Host;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task stores_holds_and_rejects_by_the_rules_of_the_api()
    {
        await Host.TenantAsync("mixed", "LOGIN_ACTIVITY");
        var file = Write(
            Usage.By("ann", 1_000, "e1"),
            Payload(Usage.By("bob", 2_000, "e2")),
            "",
            "{ not json",
            Usage.With(("user_id", null), ("event_at", 1_767_323_045_000)),
            Usage.By("cid", 3_000, "e3", "BULK EXPORT"),
            Usage.By("ann", 1_000, "e1"));

        var (exitCode, output, _) = await RunAsync("import", file, "--tenant", "mixed");

        exitCode.ShouldBe(2);
        output.ShouldContain("7 lines: 2 stored, 1 held, 1 stored before, 2 rejected");
        (await StoredUsage.RecordedAsync(fixture.Database, "mixed")).Select(e => e.Usage.UserId).Order().ShouldBe(["ann", "bob"]);
        (await StoredUsage.HeldAsync(fixture.Database, "mixed")).Single().Usage.UserId.ShouldBe("cid");
        var rejected = (await File.ReadAllLinesAsync(Path.ChangeExtension(file, ".rejected.ndjson"), TestContext.Current.CancellationToken))
            .Select(line => JsonNode.Parse(line)!).ToList();
        rejected.Select(line => $"{line["line"]} {string.Join(' ', line["errors"]!.AsArray().Select(error => error!["code"]))}")
            .ShouldBe(["4 malformed_json", "5 required milliseconds"]);
        rejected[0]["text"]!.GetValue<string>().ShouldBe("{ not json");
    }

    [Fact]
    public async Task twice_stores_nothing_twice_with_or_without_event_ids()
    {
        await Host.TenantAsync("again", "LOGIN_ACTIVITY");
        var file = Write(Usage.By("ann", 1_000, "e1"), Usage.By("ann", 1_000), Usage.By("ann", 1_000));

        (await RunAsync("import", file, "--tenant", "again")).ExitCode.ShouldBe(0);
        var (exitCode, output, _) = await RunAsync("import", file, "--tenant", "again");
        await ForgetAsync("again");
        var (_, afresh, _) = await RunAsync("import", file, "--tenant", "again");

        exitCode.ShouldBe(0);
        output.ShouldContain("3 lines: 3 stored, 0 held, 0 stored before, 0 rejected");
        afresh.ShouldContain("3 lines: 0 stored, 0 held, 3 stored before, 0 rejected");
        (await StoredUsage.RecordedAsync(fixture.Database, "again")).Count.ShouldBe(3);
        File.Exists(RejectedLines.PathFor(file)).ShouldBeFalse();
    }

    [Fact]
    public async Task goes_on_after_the_last_page_when_it_was_stopped()
    {
        await Host.TenantAsync("resumed", "LOGIN_ACTIVITY");
        var file = Write([.. Enumerable.Range(0, 2_500).Select(i => i % 100 == 7 ? "{}" : Payload(Usage.By($"dev-{i % 50}", i, i % 2 == 0 ? $"e{i}" : null)))]);
        var import = Host.Services.GetRequiredService<ImportUsage>();

        await Should.ThrowAsync<OperationCanceledException>(import.RunAsync(
            file, "resumed", (position, _) => { if (position.Lines >= 1_000) throw new OperationCanceledException(); }, TestContext.Current.CancellationToken));
        await File.AppendAllTextAsync(RejectedLines.PathFor(file), "half a li", TestContext.Current.CancellationToken);
        var seen = new List<long>();
        var done = await import.RunAsync(file, "resumed", (position, _) => seen.Add(position.Lines), TestContext.Current.CancellationToken);

        seen.ShouldBe([2_000, 2_500, 2_500]);
        (done.Stored, done.Duplicates, done.Rejected).ShouldBe((2_475, 0, 25));
        (await StoredUsage.RecordedAsync(fixture.Database, "resumed")).Count.ShouldBe(2_475);
        (await File.ReadAllLinesAsync(RejectedLines.PathFor(file), TestContext.Current.CancellationToken)).Length.ShouldBe(25);
    }

    [Fact]
    public async Task does_not_run_for_a_tenant_or_from_a_file_that_does_not_exist()
    {
        var nobody = await RunAsync("import", Write("{}"), "--tenant", "nobody");
        var nothing = await RunAsync("import", Path.Combine(_folder.FullName, "nothing.ndjson"), "--tenant", "nobody");

        nobody.ExitCode.ShouldBe(1);
        nobody.Error.ShouldContain("There is no tenant 'nobody'");
        nothing.ExitCode.ShouldBe(1);
        nothing.Error.ShouldContain("does not exist");
    }

    private static string Payload(string body) => JsonNode.Parse(body)!["payload"]!.ToJsonString();

    private string Write(params string[] lines)
    {
        var path = Path.Combine(_folder.FullName, $"{Guid.CreateVersion7()}.ndjson");
        File.WriteAllText(path, string.Join('\n', lines.Select(line => line.ReplaceLineEndings(" "))));
        return path;
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] args)
    {
        var root = new RootCommand();
        foreach (var command in IngestionModule.Commands((work, cancellation) => work(Host.Services, cancellation)))
            root.Add(command);
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await root.Parse(args).InvokeAsync(
            new InvocationConfiguration { Output = output, Error = error }, TestContext.Current.CancellationToken);
        return (exitCode, output.ToString(), error.ToString());
    }

    private async Task ForgetAsync(string tenantId)
    {
        await using var command = fixture.Database.CreateCommand("delete from ingestion.imports where tenant_id = $1");
        command.Parameters.AddWithValue(tenantId);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
