using Npgsql;
using Reo.EmbeddedPostgres;

namespace Reo.Host.Database;

/// <summary>
/// The PostgreSQL that this host works with: the configured one, left as it is found, or one of its own, which runs from before the host
/// is built until after it has stopped.
/// </summary>
internal sealed class HostDatabase : IAsyncDisposable
{
    private readonly EmbeddedPostgresServer? _own;

    private HostDatabase(string connectionString, EmbeddedPostgresServer? own)
    {
        ConnectionString = connectionString;
        _own = own;
    }

    public string ConnectionString { get; }

    /// <summary>For people; without the password.</summary>
    public string Description
    {
        get
        {
            if (_own is not null)
                return $"PostgreSQL {_own.Version}, started by this host, data in {_own.DataFolder}";

            var configured = new NpgsqlConnectionStringBuilder(ConnectionString);
            return $"PostgreSQL of ConnectionStrings:reo, database {configured.Database} on {configured.Host}:{configured.Port}";
        }
    }

    /// <param name="configuration">Says which server, or where its own data is.</param>
    /// <param name="joinRunning">Whether to use the server of another host that runs on the same data, if there is one.</param>
    /// <param name="cancellation">Stops the waiting.</param>
    public static async Task<HostDatabase> OpenAsync(IConfiguration configuration, bool joinRunning, CancellationToken cancellation)
    {
        if (configuration.GetConnectionString("reo") is { Length: > 0 } configured)
        {
            await ConfiguredServer.CheckAsync(configured, cancellation);
            return new HostDatabase(configured, own: null);
        }

        var options = new EmbeddedPostgresOptions();
        var section = configuration.GetSection("EmbeddedPostgres");
        options = options with
        {
            DataFolder = section[nameof(options.DataFolder)] ?? options.DataFolder,
            Port = section.GetValue(nameof(options.Port), options.Port),
        };
        if (joinRunning && await EmbeddedPostgresServer.FindRunningAsync(options, cancellation) is { } running)
            return new HostDatabase(running, own: null);

        using var loggers = LoggerFactory.Create(logging => logging.AddConfiguration(configuration.GetSection("Logging")).AddSimpleConsole());
        var own = await EmbeddedPostgresServer.StartAsync(
            options,
            loggers.CreateLogger<EmbeddedPostgresServer>(),
            cancellation);
        return new HostDatabase(own.ConnectionString, own);
    }

    public async ValueTask DisposeAsync()
    {
        if (_own is not null)
            await _own.DisposeAsync();
    }
}
