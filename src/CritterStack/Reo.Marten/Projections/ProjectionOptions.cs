using JasperFx.Events.Projections;

namespace Marten.Events.Projections;

internal sealed record ProjectionRegistration(string Name, IProjection Projection, ProjectionLifecycle Lifecycle, AsyncOptions Options);

public class ProjectionOptions
{
    private readonly List<ProjectionRegistration> _all = [];

    internal IReadOnlyList<ProjectionRegistration> All => _all;

    public void Add(IProjection projection, ProjectionLifecycle lifecycle, string? projectionName = null, Action<AsyncOptions>? asyncConfiguration = null)
    {
        var options = new AsyncOptions();
        asyncConfiguration?.Invoke(options);
        _all.Add(new ProjectionRegistration(projectionName ?? projection.GetType().Name, projection, lifecycle, options));
    }

    /// <summary>How the aggregate <typeparamref name="T"/> is made, if a single stream projection of it is registered.</summary>
    internal IStreamAggregate<T>? AggregateOf<T>() where T : class => null;
}

/// <summary>A single stream projection, seen from a session that reads or writes one stream.</summary>
internal interface IStreamAggregate<T> where T : class
{
    /// <summary>Inline: the document is current. Live and async: the events are replayed.</summary>
    ProjectionLifecycle Lifecycle { get; }

    T? Fold(T? snapshot, IReadOnlyList<JasperFx.Events.IEvent> events);
}
