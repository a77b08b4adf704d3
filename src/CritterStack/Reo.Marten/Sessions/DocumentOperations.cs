using System.Linq.Expressions;
using Marten.Documents;
using Marten.Events;
using Marten.Linq;

namespace Marten.Sessions;

/// <summary>One tenant's view of a unit of work.</summary>
internal abstract class DocumentOperations(DocumentStore store, SessionConnection connection, string tenantId, int? timeout, bool ownsConnection)
    : QuerySession(store, connection, tenantId, timeout, ownsConnection), IDocumentOperations
{
    public abstract UnitOfWork Work { get; }

    public override IEventStoreOperations Events => new EventOperations(this);

    protected abstract KnownVersions Known { get; }

    private DocumentSerializer Json => Owner.Options.Json;

    public abstract ITenantOperations ForTenant(string tenantId);

    public void Store<T>(IEnumerable<T> entities) where T : notnull => Store(entities.ToArray());

    public void Store<T>(params T[] entities) where T : notnull
    {
        foreach (var entity in entities)
        {
            var (storage, id) = Identify(entity);
            Add(storage.Versioning == Versioning.Optimistic
                ? new StoreExpected(storage, TenantId, id, entity, Json, Expected(storage, id, entity), Known, mustExist: false)
                : new StoreDocument(storage, TenantId, id, entity, Json));
            Stored(id, entity);
        }
    }

    public void Insert<T>(IEnumerable<T> entities) where T : notnull => Insert(entities.ToArray());

    public void Insert<T>(params T[] entities) where T : notnull
    {
        foreach (var entity in entities)
        {
            var (storage, id) = Identify(entity);
            Add(new InsertDocument(storage, TenantId, id, entity, Json, Known));
            Stored(id, entity);
        }
    }

    public void Update<T>(IEnumerable<T> entities) where T : notnull => Update(entities.ToArray());

    public void Update<T>(params T[] entities) where T : notnull
    {
        foreach (var entity in entities)
        {
            var (storage, id) = Identify(entity);
            Add(storage.Versioning == Versioning.Optimistic
                ? new StoreExpected(storage, TenantId, id, entity, Json, Expected(storage, id, entity), Known, mustExist: true)
                : new UpdateDocument(storage, TenantId, id, entity, Json));
            Stored(id, entity);
        }
    }

    public void UpdateExpectedVersion<T>(T entity, Guid version) where T : notnull
    {
        var (storage, id) = Identify(entity);
        Add(new StoreExpected(storage, TenantId, id, entity, Json, version, Known, mustExist: false));
        Stored(id, entity);
    }

    public void UpdateRevision<T>(T entity, long revision) where T : notnull
    {
        var (storage, id) = Identify(entity);
        Add(new StoreRevision(storage, TenantId, id, entity, Json, revision, mustGrow: true));
        Stored(id, entity);
    }

    /// <summary>Stores an aggregate as of this version of its stream, over whatever is stored.</summary>
    public void StoreSnapshot<T>(T aggregate, long version) where T : notnull
    {
        var (storage, id) = Identify(aggregate);
        Add(new StoreRevision(storage, TenantId, id, aggregate, Json, version, mustGrow: false));
        Stored(id, aggregate);
    }

    public void Delete<T>(T entity) where T : notnull
    {
        var (storage, id) = Identify(entity);
        Add(new DeleteDocument(storage, TenantId, id));
    }

    public void Delete<T>(string id) where T : notnull => DeleteById<T>(id);

    public void Delete<T>(Guid id) where T : notnull => DeleteById<T>(id);

    public void DeleteWhere<T>(Expression<Func<T, bool>> expression) where T : notnull => Add(new DeleteWhere<T>(this, expression));

    public void QueueSqlCommand(string sql, params object[] parameterValues) => Add(new SqlWrite(sql, parameterValues));

    protected abstract void Stored(object id, object document);

    protected override void Remember(DocumentStorage storage, object document, Guid version)
    {
        base.Remember(storage, document, version);
        Known.Remember(storage, TenantId, storage.IdOf(document), version);
    }

    private void Add(PendingWrite write) => Work.Add(write);

    private void DeleteById<T>(object id)
    {
        var storage = Owner.Options.Documents.StorageFor(typeof(T));
        storage.AssertIdType(id.GetType());
        Add(new DeleteDocument(storage, TenantId, id));
    }

    private (DocumentStorage Storage, object Id) Identify<T>(T entity) where T : notnull
    {
        var type = typeof(T) == typeof(object) ? entity.GetType() : typeof(T);
        var storage = Owner.Options.Documents.StorageFor(type);
        return (storage, storage.IdOf(entity));
    }

    /// <summary>The version the document itself carries, or else the one this session saw.</summary>
    private Guid? Expected(DocumentStorage storage, object id, object document) =>
        storage.VersionOf(document) is { } own && own != Guid.Empty ? own : Known.Find(storage, TenantId, id);
}
