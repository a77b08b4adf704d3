using System.Data;
using Npgsql;

namespace Marten.Services;

public sealed class SessionOptions
{
    private const string DefaultTenantId = "*DEFAULT*";

    private string _tenantId = DefaultTenantId;

    public IList<IDocumentSessionListener> Listeners { get; } = [];

    public string TenantId
    {
        get => _tenantId;
        set => _tenantId = string.IsNullOrEmpty(value) ? DefaultTenantId : value;
    }

    /// <summary>Seconds a command may take.</summary>
    public int? Timeout { get; set; }

    public IsolationLevel IsolationLevel { get; set; } = IsolationLevel.ReadCommitted;

    public NpgsqlConnection? Connection { get; private init; }

    public NpgsqlTransaction? Transaction { get; private init; }

    public bool OwnsTransactionLifecycle { get; private init; } = true;

    /// <summary>A session in the caller's transaction, which the caller commits.</summary>
    public static SessionOptions ForTransaction(NpgsqlTransaction transaction, bool shouldAutoCommit = false) => new()
    {
        Transaction = transaction,
        Connection = transaction.Connection,
        OwnsTransactionLifecycle = shouldAutoCommit,
        IsolationLevel = transaction.IsolationLevel,
    };

    /// <summary>A session on the caller's connection, with transactions of its own.</summary>
    public static SessionOptions ForConnection(NpgsqlConnection connection) => new() { Connection = connection };

    public SessionOptions ListenAt(IDocumentSessionListener listener)
    {
        Listeners.Add(listener);
        return this;
    }
}
