using JasperFx.Events;

namespace Marten.Services;

/// <summary>What a session will write.</summary>
public interface IUnitOfWork
{
    IEnumerable<object> Updates();

    IEnumerable<object> Inserts();

    IList<StreamAction> Streams();
}

/// <summary>What a session wrote.</summary>
public interface IChangeSet
{
    IEnumerable<object> Updated { get; }

    IEnumerable<object> Inserted { get; }

    IEnumerable<IEvent> GetEvents();

    IEnumerable<StreamAction> GetStreams();
}
