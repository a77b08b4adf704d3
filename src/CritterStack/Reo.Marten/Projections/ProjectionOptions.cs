using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;

namespace Marten.Events.Projections;

/// <summary>The store's projections, and how the daemon treats their errors.</summary>
public class ProjectionOptions
{
    private readonly List<ProjectionRegistration> _all = [];

    internal ProjectionOptions()
    {
    }

    /// <summary>In continuous running: skip what cannot be applied, and keep a dead letter of it.</summary>
    public ErrorHandlingOptions Errors { get; } = new() { SkipApplyErrors = true, SkipSerializationErrors = true, SkipUnknownEvents = true };

    /// <summary>In a rebuild: stop at the first error.</summary>
    public ErrorHandlingOptions RebuildErrors { get; } = new();

    internal IReadOnlyList<ProjectionRegistration> All => _all;

    internal IEnumerable<ProjectionRegistration> Async => _all.Where(p => p.Lifecycle == ProjectionLifecycle.Async);

    public void Add(IProjection projection, ProjectionLifecycle lifecycle, string? projectionName = null, Action<AsyncOptions>? asyncConfiguration = null)
    {
        var settings = projection as ProjectionBase;
        var options = settings?.Options ?? new AsyncOptions();
        asyncConfiguration?.Invoke(options);
        var name = projectionName ?? settings?.Name ?? projection.GetType().Name;
        _all.Add(new ProjectionRegistration(name, projection, lifecycle, options, settings?.IncludedEventTypes ?? [], DocumentType: null));
    }

    public void Add(
        IProjectionSource<IDocumentOperations, IQuerySession> source,
        ProjectionLifecycle lifecycle,
        Action<AsyncOptions>? asyncConfiguration = null)
    {
        if (source is not IAggregateSource aggregate)
            throw new InvalidProjectionException($"{source.GetType().Name} is not a SingleStreamProjection, the only projection source supplied.");

        asyncConfiguration?.Invoke(source.Options);
        _all.Add(aggregate.Register(lifecycle));
    }

    public void Add<TProjectionType>(ProjectionLifecycle lifecycle, Action<AsyncOptions>? asyncConfiguration = null)
        where TProjectionType : ProjectionBase, IProjectionSource<IDocumentOperations, IQuerySession>, new() =>
        Add(new TProjectionType(), lifecycle, asyncConfiguration);

    /// <summary>How the aggregate <typeparamref name="T"/> is made, if a single stream projection of it is registered.</summary>
    internal IStreamAggregate<T>? AggregateOf<T>() where T : class =>
        _all.Find(p => p.DocumentType == typeof(T))?.Projection as IStreamAggregate<T>;

    internal void AssertValid()
    {
        foreach (var same in _all.GroupBy(p => p.Name, StringComparer.OrdinalIgnoreCase).Where(p => p.Count() > 1))
            throw new DuplicateSubscriptionNamesException(
                $"Duplicate projection or subscription name '{same.Key}': {string.Join(", ", same.Select(p => p.Projection.GetType().Name))}. Give each a name of its own.");
    }
}
