namespace JasperFx.Events.Projections;

/// <summary>Which events a projection is given.</summary>
public abstract class EventFilterable
{
    /// <summary>The daemon reads these event types only; all of them, if none is listed.</summary>
    public List<Type> IncludedEventTypes { get; } = [];

    public void IncludeType<T>() => IncludeType(typeof(T));

    public void IncludeType(Type type) => IncludedEventTypes.Add(type);
}

public abstract class ProjectionBase : EventFilterable
{
    private string? _name;

    /// <summary>Names the projection in rebuilds, and in its progress as <c>Name:All</c>.</summary>
    public string Name
    {
        get => _name ?? DefaultName;
        set => _name = value;
    }

    public AsyncOptions Options { get; } = new();

    public ProjectionLifecycle Lifecycle { get; set; }

    private protected virtual string DefaultName => GetType().Name;
}

/// <summary>A projection that the store runs in its own way, like an aggregate of one stream.</summary>
public interface IProjectionSource<TOperations, TQuerySession>
{
    string Name { get; }

    AsyncOptions Options { get; }

    ProjectionLifecycle Lifecycle { get; }
}
