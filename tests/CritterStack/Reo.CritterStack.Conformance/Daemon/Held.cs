using JasperFx.Events;
using Marten;
using Marten.Events.Projections;

namespace Reo.CritterStack.Conformance.Daemon;

/// <summary>A journal that waits, at each page, until the test lets it.</summary>
internal sealed class Held(string name, SemaphoreSlim gate) : IProjection
{
    private readonly Journal _journal = new(name);

    public async Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        gate.Release();
        await _journal.ApplyAsync(operations, events, cancellation);
    }
}
