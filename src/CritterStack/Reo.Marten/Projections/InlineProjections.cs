using JasperFx.Events;
using Marten.Sessions;

namespace Marten.Events.Projections;

internal static class InlineProjections
{
    public static Task ApplyAsync(DocumentSession session, IReadOnlyList<StreamAction> streams, CancellationToken ct) => Task.CompletedTask;
}
