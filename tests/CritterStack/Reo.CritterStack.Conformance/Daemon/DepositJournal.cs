using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events.Aggregation;
using Marten.Events.Projections;

namespace Reo.CritterStack.Conformance.Daemon;

/// <summary>A hand-written projection that names itself and its events.</summary>
internal sealed class DepositJournal : ProjectionBase, IProjection
{
    private readonly Journal _journal;

    public DepositJournal(string journal)
    {
        _journal = new Journal(journal);
        Name = "Deposits";
        IncludeType<Deposited>();
    }

    public Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation) =>
        _journal.ApplyAsync(operations, events, cancellation);
}

internal sealed class Sightings
{
    public string Id { get; set; } = "";

    public int Count { get; set; }

    public long Version { get; set; }
}

/// <summary>An aggregate of all events, whatever their type.</summary>
internal sealed class AccountsSeen : SingleStreamProjection<Sightings, string>
{
    public override Sightings? Evolve(Sightings? snapshot, string id, IEvent e)
    {
        snapshot ??= new Sightings();
        snapshot.Count++;
        return snapshot;
    }
}
