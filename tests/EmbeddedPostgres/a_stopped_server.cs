using Reo.EmbeddedPostgres.Data;

namespace Reo.EmbeddedPostgres.Tests;

public sealed class a_stopped_server
{
    [Fact]
    public async Task leaves_no_process_behind_however_often_it_is_stopped()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var folder = new TestServer();
        await using var server = await folder.StartAsync();
        var postmaster = Postmaster.Read(folder.Files.Data)!;
        ProcessesNaming(folder.DataFolder).Count.ShouldBeGreaterThanOrEqualTo(2);

        await server.StopAsync(cancellation: cancellation);
        await server.StopAsync(cancellation: cancellation);
        await server.DisposeAsync();
        await server.DisposeAsync();

        postmaster.IsRunning.ShouldBeFalse();
        ProcessesNaming(folder.DataFolder).ShouldBeEmpty();
    }

    // The guard and the server both have the folder on their command lines.
    private static List<string> ProcessesNaming(string text) =>
        [.. Directory.EnumerateDirectories("/proc")
            .Where(process => int.TryParse(Path.GetFileName(process), out _))
            .Select(process => TryRead(Path.Combine(process, "cmdline")))
            .Where(line => line.Contains(text, StringComparison.Ordinal))];

    private static string TryRead(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
