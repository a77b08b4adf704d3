using System.CommandLine;
using Microsoft.Extensions.Logging.Console;
using Reo.Host.Database;
using Reo.Tenancy;

namespace Reo.Host;

/// <summary>
/// The host's command line. Every option names a configuration key, and any key of a section can be given as
/// <c>--Section:Key=value</c>; so can OpenTelemetry's own settings, <c>--OTEL_…=value</c>.
/// </summary>
internal static class CommandLine
{
    /// <summary>What a shell gives for a command that Ctrl-C ended.</summary>
    private const int Interrupted = 130;

    private const string DefaultUrl = "http://localhost:5080";

    /// <summary>Long enough for PostgreSQL to be fetched, or for the last requests and the database to end in order.</summary>
    private static readonly TimeSpan _termination = TimeSpan.FromMinutes(2);

    private static readonly Option<string> _urls = new("--urls")
    {
        Description = $"Addresses to listen on, separated by semicolons [default: {DefaultUrl}]",
        HelpName = "url",
        Recursive = true,
    };

    private static readonly Option<string> _environment = new("--environment")
    {
        Description = "Development creates a demo tenant and prints its API key [default: Production; `dotnet run` sets Development]",
        HelpName = "name",
        Recursive = true,
    };

    private static readonly Option<string> _dataFolder = new("--data-folder")
    {
        Description = "Where the PostgreSQL that the host starts keeps its data [default: a folder of the user]",
        HelpName = "folder",
        Recursive = true,
    };

    private static readonly Option<int> _postgresPort = new("--postgres-port")
    {
        Description = "The port of that PostgreSQL on 127.0.0.1 [default: a free one]",
        HelpName = "port",
        Recursive = true,
    };

    private static readonly Dictionary<string, string> _keys = new()
    {
        [_dataFolder.Name] = "EmbeddedPostgres:DataFolder",
        [_postgresPort.Name] = "EmbeddedPostgres:Port",
    };

    /// <summary>What a test host sets beside the sections, which it passes on with an empty value of their own.</summary>
    private static readonly string[] _hostKeys = ["environment", "contentRoot", "applicationName"];

    /// <param name="args">What the process was started with.</param>
    /// <param name="compose">Builds the host on a database.</param>
    /// <param name="serve">Runs it as a web server.</param>
    /// <param name="modules">What each module adds.</param>
    public static Task<int> RunAsync(
        string[] args,
        Func<WebApplicationBuilder, HostDatabase, WebApplication> compose,
        Func<WebApplication, HostDatabase, CancellationToken, Task> serve,
        params IEnumerable<Func<RunOnHost, IEnumerable<Command>>> modules)
    {
        var root = new RootCommand(
            "Receives product usage events and shows the developers behind them. Everything is stored in PostgreSQL: in the server that "
            + "ConnectionStrings:reo names (environment variable ConnectionStrings__reo), else in one that the host starts and stops itself.")
        {
            _urls, _environment, _dataFolder, _postgresPort,
        };
        root.TreatUnmatchedTokensAsErrors = false;
        root.SetAction((parsed, cancellation) => RunOrExplainAsync(parsed.UnmatchedTokens, async () =>
        {
            var builder = Builder(args);
            await using var database = await HostDatabase.OpenAsync(builder.Configuration, joinRunning: false, cancellation);
            var app = compose(builder, database);
            return await HostRun.ToItsEndAsync(app, async () =>
            {
                await serve(app, database, cancellation);
                return 0;
            });
        }, whenCancelled: 0, cancellation));
        foreach (var command in modules.SelectMany(module => module((work, cancellation) => RunOrExplainAsync(
            [], () => OnceAsync(Builder(args), compose, work, cancellation), Interrupted, cancellation))))
        {
            root.Add(command);
        }

        return root.Parse(args).InvokeAsync(
            new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = _termination });
    }

    private static async Task<int> RunOrExplainAsync(
        IReadOnlyList<string> unmatched, Func<Task<int>> run, int whenCancelled, CancellationToken cancellation)
    {
        if (unmatched.FirstOrDefault(token => !IsSetting(token)) is { } unknown)
            return await FailAsync($"Unknown option '{unknown}'. See --help.");

        try
        {
            return await run();
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return whenCancelled;
        }
        catch (Exception e) when (StartFailure.Explain(e) is { } sentence)
        {
            return await FailAsync(sentence);
        }
    }

    private static WebApplicationBuilder Builder(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = typeof(CommandLine).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Configuration.AddCommandLine(args, _keys);
        if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null)
            builder.WebHost.UseUrls(DefaultUrl);
        return builder;
    }

    /// <summary>One command's work: the host as it always is, but deaf, and with nothing but warnings beside the command's own words.</summary>
    private static async Task<int> OnceAsync(
        WebApplicationBuilder builder, Func<WebApplicationBuilder, HostDatabase, WebApplication> compose,
        Func<IServiceProvider, CancellationToken, Task<int>> work, CancellationToken cancellation)
    {
        builder.Configuration["Logging:LogLevel:Default"] = nameof(LogLevel.Warning);
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.WebHost.UseServer(new NoServer());

        await using var database = await HostDatabase.OpenAsync(builder.Configuration, joinRunning: true, cancellation);
        var app = compose(builder, database);
        return await HostRun.ToItsEndAsync(app, async () =>
        {
            await app.StartAsync(cancellation);
            await using var scope = app.Services.CreateAsyncScope();
            var exitCode = await work(scope.ServiceProvider, cancellation);
            await app.StopAsync(CancellationToken.None);
            return exitCode;
        });
    }

    private static bool IsSetting(string token) =>
        token.StartsWith("--", StringComparison.Ordinal)
        && token[2..].Split('=', 2) is [var key, var value]
        && (key.Contains(':', StringComparison.Ordinal) || key.StartsWith("OTEL_", StringComparison.Ordinal) || value.Length == 0 || _hostKeys.Contains(key, StringComparer.OrdinalIgnoreCase));

    private static async Task<int> FailAsync(string sentence)
    {
        await Console.Error.WriteLineAsync(sentence);
        return 1;
    }
}
