using System.CommandLine;

namespace Reo.Host;

/// <summary>
/// The host's command line. Every option names a configuration key, and any key of a section can be given as
/// <c>--Section:Key=value</c>.
/// </summary>
internal static class CommandLine
{
    private const string DefaultUrl = "http://localhost:5080";

    /// <summary>Long enough for PostgreSQL to be fetched, or for the last requests and the database to end in order.</summary>
    private static readonly TimeSpan _termination = TimeSpan.FromMinutes(2);

    private static readonly Option<string> _urls = new("--urls")
    {
        Description = $"Addresses to listen on, separated by semicolons [default: {DefaultUrl}]",
        HelpName = "url",
    };

    private static readonly Option<string> _environment = new("--environment")
    {
        Description = "Development creates a demo tenant and prints its API key [default: Production; `dotnet run` sets Development]",
        HelpName = "name",
    };

    private static readonly Option<string> _dataFolder = new("--data-folder")
    {
        Description = "Where the PostgreSQL that the host starts keeps its data [default: a folder of the user]",
        HelpName = "folder",
    };

    private static readonly Option<int> _postgresPort = new("--postgres-port")
    {
        Description = "The port of that PostgreSQL on 127.0.0.1 [default: a free one]",
        HelpName = "port",
    };

    private static readonly Dictionary<string, string> _keys = new()
    {
        [_dataFolder.Name] = "EmbeddedPostgres:DataFolder",
        [_postgresPort.Name] = "EmbeddedPostgres:Port",
    };

    /// <summary>What a test host sets beside the sections, which it passes on with an empty value of their own.</summary>
    private static readonly string[] _hostKeys = ["environment", "contentRoot", "applicationName"];

    public static Task<int> RunAsync(string[] args, Func<WebApplicationBuilder, CancellationToken, Task> run)
    {
        var root = new RootCommand(
            "Receives product usage events and shows the developers behind them. Everything is stored in PostgreSQL: in the server that "
            + "ConnectionStrings:reo names (environment variable ConnectionStrings__reo), else in one that the host starts and stops itself.")
        {
            _urls, _environment, _dataFolder, _postgresPort,
        };
        root.TreatUnmatchedTokensAsErrors = false;
        root.SetAction((parsed, cancellation) => RunOrExplainAsync(parsed.UnmatchedTokens, args, run, cancellation));
        return root.Parse(args).InvokeAsync(
            new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = _termination });
    }

    private static async Task<int> RunOrExplainAsync(
        IReadOnlyList<string> unmatched, string[] args, Func<WebApplicationBuilder, CancellationToken, Task> run, CancellationToken cancellation)
    {
        if (unmatched.FirstOrDefault(token => !IsSetting(token)) is { } unknown)
            return await FailAsync($"Unknown option '{unknown}'. See --help.");

        try
        {
            var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
            builder.Configuration.AddCommandLine(args, _keys);
            if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null)
                builder.WebHost.UseUrls(DefaultUrl);

            await run(builder, cancellation);
            return 0;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception e) when (StartFailure.Explain(e) is { } sentence)
        {
            return await FailAsync(sentence);
        }
    }

    private static bool IsSetting(string token) =>
        token.StartsWith("--", StringComparison.Ordinal)
        && token[2..].Split('=', 2) is [var key, var value]
        && (key.Contains(':', StringComparison.Ordinal) || value.Length == 0 || _hostKeys.Contains(key, StringComparer.OrdinalIgnoreCase));

    private static async Task<int> FailAsync(string sentence)
    {
        await Console.Error.WriteLineAsync(sentence);
        return 1;
    }
}
