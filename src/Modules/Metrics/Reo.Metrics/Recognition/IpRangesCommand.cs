using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Reo.Metrics.Recognition;

/// <summary><c>ip-ranges import FILE.csv</c> and <c>ip-ranges mark ASN… --as KIND</c>, for all tenants.</summary>
internal static class IpRangesCommand
{
    private const string Company = "company";

    public static Command Create(Func<Func<IServiceProvider, CancellationToken, Task<int>>, CancellationToken, Task<int>> run) =>
        new("ip-ranges", "Says which organisation an IP address is of, for usage whose company nothing else says")
        {
            Import(run),
            Mark(run),
        };

    private static Command Import(Func<Func<IServiceProvider, CancellationToken, Task<int>>, CancellationToken, Task<int>> run)
    {
        var file = new Argument<string>("file") { Description = "start,end,asn,organization a line, as CSV; both addresses belong to the range" };
        var import = new Command("import", "Replaces all address ranges by those of a file, or leaves them as they were") { file };
        import.SetAction((parsed, cancellation) =>
        {
            var path = parsed.GetRequiredValue(file);
            return File.Exists(path)
                ? run((services, inner) => ImportAsync(services, parsed, path, inner), cancellation)
                : FailAsync(parsed, $"The file {path} does not exist.");
        });
        return import;
    }

    private static Command Mark(Func<Func<IServiceProvider, CancellationToken, Task<int>>, CancellationToken, Task<int>> run)
    {
        var numbers = new Argument<long[]>("asn") { Description = "Numbers of autonomous systems", Arity = ArgumentArity.OneOrMore };
        var kind = new Option<string>("--as") { Description = "What they are: hosting or isp says nothing of a company; company is what they are unmarked", Required = true };
        kind.AcceptOnlyFromAmong("hosting", "isp", Company);
        var mark = new Command("mark", "Says that the addresses of hosting providers and consumer ISPs are of no company; the ranges may be imported again") { numbers, kind };
        mark.SetAction((parsed, cancellation) => run(
            (services, inner) => MarkAsync(services, parsed, parsed.GetRequiredValue(numbers), parsed.GetRequiredValue(kind), inner), cancellation));
        return mark;
    }

    private static async Task<int> ImportAsync(IServiceProvider services, ParseResult command, string path, CancellationToken cancellation)
    {
        try
        {
            using var file = new StreamReader(path);
            var ranges = await services.GetRequiredService<ImportIpRanges>().RunAsync(file, cancellation);
            await command.InvocationConfiguration.Output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{ranges:n0} ranges imported"));
            return 0;
        }
        catch (Exception e) when (e is IpRangesNotUsableException or IOException or UnauthorizedAccessException)
        {
            return await FailAsync(command, e.Message);
        }
    }

    private static async Task<int> MarkAsync(IServiceProvider services, ParseResult command, long[] numbers, string kind, CancellationToken cancellation)
    {
        await using var mark = services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            """
            with gone as (
                delete from metrics.ip_organizations
                where asn = any($1)
                    and $2 = 'company'
            )
            insert into metrics.ip_organizations (asn, kind)
            select distinct asn, $2
            from unnest($1) asn
            where $2 <> 'company'
            on conflict (asn) do update set kind = excluded.kind
            """);
        mark.Parameters.AddWithValue(numbers);
        mark.Parameters.AddWithValue(kind);
        await mark.ExecuteNonQueryAsync(cancellation);
        await command.InvocationConfiguration.Output.WriteLineAsync($"Marked as {kind}: {string.Join(", ", numbers)}");
        return 0;
    }

    private static async Task<int> FailAsync(ParseResult command, string reason)
    {
        await command.InvocationConfiguration.Error.WriteLineAsync(reason);
        return 1;
    }
}
