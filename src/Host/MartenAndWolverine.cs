using System.Data.Common;
using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Daemon;
using JasperFx.MultiTenancy;
using Marten;
using Npgsql;
using Reo.Host.Database;
using Reo.Ingestion;
using Reo.Metrics;
using Reo.Tenancy;
using Wolverine;
using Wolverine.ErrorHandling;
using Wolverine.Marten;

namespace Reo.Host;

/// <summary>The event store and the messages between modules. What a module stores, it says itself with ConfigureMarten.</summary>
internal static class MartenAndWolverine
{
    private const int PreparedStatements = 100;

    public static void AddDatabase(this WebApplicationBuilder builder, HostDatabase database) =>
        builder.Services.AddSingleton(_ => NpgsqlDataSource.Create(WithPreparedStatements(database.ConnectionString)));

    public static void AddMartenAndWolverine(this WebApplicationBuilder builder)
    {
        builder.Services
            .AddMarten(options =>
            {
                options.DatabaseSchemaName = "app";
                options.AutoCreateSchemaObjects = AutoCreate.CreateOrUpdate;
                options.Events.StreamIdentity = StreamIdentity.AsString;
                options.Events.TenancyStyle = TenancyStyle.Conjoined;
                options.Events.AppendMode = EventAppendMode.Quick;
                options.Events.EnableUniqueIndexOnEventId = true;
                options.Policies.AllDocumentsAreMultiTenanted();
            })
            .UseNpgsqlDataSource()
            .UseLightweightSessions()
            .ApplyAllDatabaseChangesOnStartup()
            .IntegrateWithWolverine(messages => messages.MessageStorageSchemaName = "wolverine")
            .AddAsyncDaemon(DaemonMode.HotCold);

        builder.Host.UseWolverine(options =>
        {
            options.ApplicationAssembly = typeof(Program).Assembly;
            options.Discovery.IncludeAssembly(typeof(TenancyModule).Assembly);
            options.Discovery.IncludeAssembly(typeof(MetricsModule).Assembly);
            options.Discovery.IncludeAssembly(typeof(IngestionModule).Assembly);
            options.MultipleHandlerBehavior = MultipleHandlerBehavior.Separated;
            options.Policies.AutoApplyTransactions();
            options.Policies.UseDurableLocalQueues();
            options.Policies.OnAnyException()
                .RetryWithCooldown(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5))
                .Then.MoveToErrorQueue();
        });
    }

    /// <summary>
    /// A commit of few events costs PostgreSQL a good part of its time to plan. A connection string that says how many statements to
    /// prepare is left as it is.
    /// </summary>
    private static string WithPreparedStatements(string connectionString)
    {
        var given = new DbConnectionStringBuilder { ConnectionString = connectionString };
        return given.ContainsKey("Max Auto Prepare")
            ? connectionString
            : new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = PreparedStatements }.ConnectionString;
    }
}
