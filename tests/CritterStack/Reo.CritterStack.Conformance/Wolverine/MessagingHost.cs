using JasperFx.Events;
using JasperFx.MultiTenancy;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Reo.Testing;
using Wolverine;
using Wolverine.Marten;
using Wolverine.Tracking;

namespace Reo.CritterStack.Conformance.Wolverine;

/// <summary>A host with Marten and Wolverine as the product composes them, on the database of the test class.</summary>
public sealed class MessagingHost : IAsyncDisposable
{
    private MessagingHost(IHost host, Journal journal)
    {
        Host = host;
        Journal = journal;
    }

    public IHost Host { get; }

    public Journal Journal { get; }

    public IDocumentStore Store => Host.Services.GetRequiredService<IDocumentStore>();

    public IMessageBus NewBus() => Host.MessageBus();

    /// <summary>Publishes a message and waits until everything that it leads to is done. Failures are for the test to look at.</summary>
    public Task<ITrackedSession> PublishAsync(object message, DeliveryOptions? options = null) =>
        Host.TrackActivity().Timeout(Eventually.Limit).DoNotAssertOnExceptionsDetected().PublishMessageAndWaitAsync(message, options);

    /// <summary>As <see cref="PublishAsync"/>, for any use of a bus.</summary>
    public Task<ITrackedSession> TrackAsync(Func<IMessageContext, Task> action) =>
        Host.TrackActivity().Timeout(Eventually.Limit).DoNotAssertOnExceptionsDetected().ExecuteAndWaitAsync(action);

    public static Task<MessagingHost> StartAsync(PostgresDatabase database, Action<WolverineOptions>? configure = null, Journal? journal = null) =>
        StartAsync(database.ConnectionString, configure, journal);

    /// <param name="connectionString">Where documents and messages are.</param>
    /// <param name="configure">Comes after what the product has.</param>
    /// <param name="journal">A journal to share with another host.</param>
    public static async Task<MessagingHost> StartAsync(string connectionString, Action<WolverineOptions>? configure = null, Journal? journal = null)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        journal ??= new Journal();
        builder.Services.AddSingleton(journal);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddScoped<Guestbook>();
        builder.Services.AddScoped<Ledger>();
        builder.Services.AddScoped(_ => new OpaqueService());
        builder.Services.AddScoped<UsesOpaque>();
        builder.Services.AddScoped<IHiddenService, HiddenService>();
        builder.Services.AddSingleton(_ => new OpaqueSingleton());
        builder.Services
            .AddMarten(opts =>
            {
                opts.Connection(connectionString);
                opts.DatabaseSchemaName = "app";
                opts.Events.StreamIdentity = StreamIdentity.AsString;
                opts.Events.TenancyStyle = TenancyStyle.Conjoined;
                opts.Events.AppendMode = EventAppendMode.Quick;
                opts.Policies.AllDocumentsAreMultiTenanted();
            })
            .UseLightweightSessions()
            .IntegrateWithWolverine(m => m.MessageStorageSchemaName = "wolverine");
        builder.UseWolverine(opts =>
        {
            opts.ApplicationAssembly = typeof(MessagingHost).Assembly;
            opts.MultipleHandlerBehavior = MultipleHandlerBehavior.Separated;
            opts.Policies.AutoApplyTransactions();
            opts.Policies.UseDurableLocalQueues();
            opts.Durability.Mode = DurabilityMode.Solo;
            opts.Durability.ScheduledJobPollingTime = TimeSpan.FromMilliseconds(250);
            opts.Durability.NodeReassignmentPollingTime = TimeSpan.FromMilliseconds(250);
            configure?.Invoke(opts);
        });
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new MessagingHost(host, journal);
    }

    public async ValueTask DisposeAsync()
    {
        Journal.OpenTheGate();
        await Host.StopAsync(TestContext.Current.CancellationToken);
        Host.Dispose();
    }
}

/// <summary>One host for all tests of a class that need nothing special of it.</summary>
public sealed class SharedMessagingHost(PostgresCluster cluster) : IAsyncLifetime
{
    private readonly PostgresDatabase database = new(cluster);
    private MessagingHost? host;

    public MessagingHost Value => host!;

    public PostgresDatabase Database => database;

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        host = await MessagingHost.StartAsync(database);
    }

    public async ValueTask DisposeAsync()
    {
        if (host is not null)
            await host.DisposeAsync();
        await database.DisposeAsync();
    }
}

internal static class DatabaseLooks
{
    public static async Task<long> CountAsync(this PostgresDatabase database, string fromWhere)
    {
        await using var command = database.DataSource.CreateCommand($"select count(*) from {fromWhere}");
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    public static async Task<T?> ScalarAsync<T>(this PostgresDatabase database, string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) is T value ? value : default;
    }

    public static async Task ExecuteAsync(this PostgresDatabase database, string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until so many rows are there.</summary>
    public static Task UntilAsync(this PostgresDatabase database, string fromWhere, long count) => Eventually.TrueAsync(
        async () => await database.CountAsync(fromWhere) == count,
        () => $"{count} rows in {fromWhere}");

    public static bool IsUniqueViolation(this Exception exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } || exception.InnerException?.IsUniqueViolation() == true;
}
