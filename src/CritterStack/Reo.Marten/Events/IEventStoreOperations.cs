using Marten.Linq;

namespace Marten.Events;

public interface IEventOperations : JasperFx.Events.IEventOperations;

public interface IQueryEventStore : JasperFx.Events.IQueryEventStore
{
    /// <summary>All events of the session's tenant.</summary>
    IMartenQueryable<JasperFx.Events.IEvent> QueryAllRawEvents();
}

public interface IEventStoreOperations : JasperFx.Events.IEventStoreOperations, IEventOperations, IQueryEventStore;
