using System.Reflection;

namespace Wolverine.Configuration;

/// <summary>Where handlers are looked for.</summary>
public sealed class HandlerDiscovery
{
    private readonly HashSet<Assembly> _assemblies = [];
    private readonly HashSet<Type> _types = [];

    internal IReadOnlyCollection<Assembly> Assemblies => _assemblies;

    internal IReadOnlyCollection<Type> Types => _types;

    internal bool IsConventional { get; private set; } = true;

    public HandlerDiscovery IncludeAssembly(Assembly assembly)
    {
        _assemblies.Add(assembly);
        return this;
    }

    /// <summary>A handler class of any name.</summary>
    public HandlerDiscovery IncludeType(Type type)
    {
        _types.Add(type);
        return this;
    }

    public HandlerDiscovery IncludeType<T>() => IncludeType(typeof(T));

    /// <summary>Only types named by <see cref="IncludeType(Type)"/> are handlers then.</summary>
    public HandlerDiscovery DisableConventionalDiscovery(bool value = true)
    {
        IsConventional = !value;
        return this;
    }
}
