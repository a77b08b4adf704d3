using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten.Documents;
using Marten.Events;
using Marten.Events.Projections;
using Marten.Services;

namespace Marten.Sessions;

/// <summary>A unit of work of one tenant, and by <see cref="ForTenant"/> of others.</summary>
internal sealed class DocumentSession(DocumentStore store, SessionOptions options)
    : DocumentOperations(store, new SessionConnection(store.DataSource, options), options.TenantId, options.Timeout, ownsConnection: true), IDocumentSession
{
    private UnitOfWork _work = new();

    public override UnitOfWork Work => _work;

    public KnownVersions Versions { get; } = new();

    public IUnitOfWork PendingChanges => _work;

    public IList<IDocumentSessionListener> Listeners { get; } = [.. store.Options.Listeners, .. options.Listeners];

    protected override KnownVersions Known => Versions;

    private bool ProjectsInline =>
        _work.StreamActions.Count > 0 && Owner.Options.Projections.All.Any(projection => projection.Lifecycle == ProjectionLifecycle.Inline);

    public override ITenantOperations ForTenant(string tenantId) => new TenantOperations(this, tenantId);

    public async ValueTask BeginTransactionAsync(CancellationToken token) => await Database.BeginAsync(token);

    public async Task SaveChangesAsync(CancellationToken token = default)
    {
        if (_work.IsEmpty)
            return;

        var gathered = _work.Writes.Count;
        try
        {
            foreach (var listener in Listeners)
                await listener.BeforeSaveChangesAsync(this, token);
            await Owner.Schema.EnsureAsync(_work, token);
            if (ProjectsInline)
                await Owner.Schema.EnsureAllAsync(token);
            await CommitAsync(token);
        }
        catch
        {
            _work.CutBackTo(gathered);
            throw;
        }

        try
        {
            foreach (var listener in Listeners)
                await listener.AfterCommitAsync(this, _work, token);
        }
        finally
        {
            _work = new UnitOfWork();
        }
    }

    public void AddedForStorage(object id, object document)
    {
        foreach (var listener in Listeners)
            listener.DocumentAddedForStorage(id, document);
    }

    public void Loaded(object id, object document)
    {
        foreach (var listener in Listeners)
            listener.DocumentLoaded(id, document);
    }

    protected override void Stored(object id, object document) => AddedForStorage(id, document);

    protected override void Loaded(DocumentStorage storage, object document)
    {
        if (Listeners.Count > 0)
            Loaded(storage.IdOf(document), document);
    }

    private async Task CommitAsync(CancellationToken ct)
    {
        var streams = _work.StreamActions.Where(stream => stream.Events.Count > 0).ToList();
        await Database.BeginAsync(ct);
        try
        {
            await WriteAsync(streams, ct);
            if (Database.OwnsTransaction)
                await Database.CommitAsync(ct);
        }
        catch
        {
            await Database.AbandonAsync();
            throw;
        }

        if (streams.Count > 0)
            Owner.EventsCommitted.Raise();
    }

    /// <summary>Everything in one round trip; only inline projections need the events' versions first.</summary>
    private async Task WriteAsync(List<StreamAction> streams, CancellationToken ct)
    {
        if (streams.Count == 0)
        {
            await SendAsync(_work.Writes, ct);
            return;
        }

        var append = new AppendEvents(Owner.Options, streams);
        if (!ProjectsInline)
        {
            await SendAsync([append, .. _work.Writes], ct);
            return;
        }

        // The append holds its streams' rows, so that no one else projects the same streams meanwhile.
        await SendAsync([append], ct);
        await InlineProjections.ApplyAsync(this, streams, ct);
        await Owner.Schema.EnsureAsync(_work, ct);
        await SendAsync(_work.Writes, ct);
    }

    private Task<bool> SendAsync(IReadOnlyList<PendingWrite> writes, CancellationToken ct) =>
        Database.UseAsync(
            async (connection, transaction) =>
            {
                await WriteBatch.ExecuteAsync(writes, connection, transaction, Timeout, ct);
                return true;
            },
            ct);
}
