using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace Reo.Ingestion.Import;

/// <summary><c>import FILE --tenant T</c>. Exit code 0: every line is in. 1: it did not run to the end. 2: it did, and lines were rejected.</summary>
internal static class ImportCommand
{
    private const int Interrupted = 1;
    private const int LinesRejected = 2;

    public static Command Create(Func<Func<IServiceProvider, CancellationToken, Task<int>>, CancellationToken, Task<int>> run)
    {
        var file = new Argument<string>("file") { Description = "One usage payload a line, as JSON" };
        var tenant = new Option<string>("--tenant") { Description = "The tenant's id", HelpName = "id", Required = true };
        var import = new Command(
            "import",
            "Stores usage events from a file by the rules of the Product API. Started again, it goes on where it was; what is stored already is not "
            + "stored twice. Rejected lines go to FILE.rejected.ndjson with their reasons; then the exit code is 2.")
        {
            file, tenant,
        };
        import.SetAction((parsed, cancellation) =>
        {
            var path = parsed.GetRequiredValue(file);
            return File.Exists(path)
                ? run((services, inner) => RunAsync(services, parsed, path, parsed.GetRequiredValue(tenant), inner), cancellation)
                : FailAsync(parsed, $"The file {path} does not exist.");
        });
        return import;
    }

    private static async Task<int> RunAsync(IServiceProvider services, ParseResult command, string path, string tenantId, CancellationToken cancellation)
    {
        if (!await services.GetRequiredService<KnownTenants>().IsKnownAsync(tenantId, cancellation))
            return await FailAsync(command, $"There is no tenant '{tenantId}'. Create it with: tenants create {tenantId}");

        var output = command.InvocationConfiguration.Output;
        var import = services.GetRequiredService<ImportUsage>();
        try
        {
            var done = Console.IsOutputRedirected || output != Console.Out
                ? await import.RunAsync(path, tenantId, new PlainProgress(output).Report, cancellation)
                : await WithBarAsync(report => import.RunAsync(path, tenantId, report, cancellation));
            await output.WriteLineAsync(Summary(done));
            if (done.Rejected == 0)
                return 0;

            await output.WriteLineAsync($"Rejected lines and their reasons: {RejectedLines.PathFor(path)}");
            return LinesRejected;
        }
        catch (Exception e) when (e is ImportInterruptedException or IOException or UnauthorizedAccessException)
        {
            return await FailAsync(command, e.Message);
        }
    }

    private static async Task<int> FailAsync(ParseResult command, string reason)
    {
        await command.InvocationConfiguration.Error.WriteLineAsync(reason);
        return Interrupted;
    }

    private static Task<ImportPosition> WithBarAsync(Func<Action<ImportPosition, long>, Task<ImportPosition>> run) => AnsiConsole
        .Progress()
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
        .StartAsync(bar =>
        {
            var task = bar.AddTask("Importing");
            return run((position, length) =>
            {
                task.MaxValue = Math.Max(1, length);
                task.Value = length == 0 ? 1 : position.Offset;
                task.Description = string.Create(CultureInfo.InvariantCulture, $"{position.Lines:n0} lines");
            });
        });

    private static string Summary(ImportPosition done) => string.Create(
        CultureInfo.InvariantCulture,
        $"{done.Lines:n0} lines: {done.Stored:n0} stored, {done.Held:n0} held, {done.Duplicates:n0} stored before, {done.Rejected:n0} rejected");

    /// <summary>A line at every tenth of the file.</summary>
    private sealed class PlainProgress(TextWriter output)
    {
        private long _tenths;

        public void Report(ImportPosition position, long length)
        {
            var tenths = length == 0 ? 10 : position.Offset * 10 / length;
            if (tenths <= _tenths)
                return;

            _tenths = tenths;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tenths * 10} %, {position.Lines:n0} lines"));
        }
    }
}
