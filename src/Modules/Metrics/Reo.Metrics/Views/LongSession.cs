using Marten;
using Marten.Services;
using Npgsql;

namespace Reo.Metrics.Views;

/// <summary>Sessions whose statements are about all events of a tenant, and take as long as they take; who waits for them can cancel.</summary>
internal static class LongSession
{
    private const int NoLimit = 0;

    public static IDocumentSession Of(IDocumentStore store, string tenantId) =>
        store.LightweightSession(new SessionOptions { TenantId = tenantId, Timeout = NoLimit });

    /// <summary>In the caller's transaction.</summary>
    public static IDocumentSession In(IDocumentStore store, NpgsqlTransaction transaction)
    {
        var options = SessionOptions.ForTransaction(transaction);
        options.Timeout = NoLimit;
        return store.LightweightSession(options);
    }

    /// <summary>A command of the same kind.</summary>
    public static NpgsqlCommand LongCommand(this NpgsqlDataSource database, string sql)
    {
        var command = database.CreateCommand(sql);
        command.CommandTimeout = NoLimit;
        return command;
    }
}
