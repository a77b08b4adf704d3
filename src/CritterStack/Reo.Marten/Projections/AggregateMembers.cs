using System.Reflection;
using JasperFx.Events.Projections;

namespace Marten.Events.Projections;

/// <summary>The members of an aggregate that the store itself writes.</summary>
internal sealed class AggregateMembers<TDoc, TId> where TDoc : class
{
    private readonly Func<TDoc, TId> _getId;
    private readonly Action<TDoc, TId>? _setId;
    private readonly Action<TDoc, long>? _setVersion;

    /// <exception cref="InvalidProjectionException">The aggregate has no id of the stream's kind.</exception>
    public AggregateMembers()
    {
        if (typeof(TId) != typeof(string))
            throw new InvalidProjectionException($"{typeof(TDoc).Name} is kept by {typeof(TId).Name}. Streams are known by strings here: SingleStreamProjection<{typeof(TDoc).Name}, string>.");
        if (Property("Id") is not { GetMethod: { } get } id || id.PropertyType != typeof(TId))
            throw new InvalidProjectionException($"{typeof(TDoc).Name} needs a property 'public string Id {{ get; set; }}' for the key of its stream.");

        _getId = get.CreateDelegate<Func<TDoc, TId>>();
        _setId = id.SetMethod?.CreateDelegate<Action<TDoc, TId>>();
        _setVersion = VersionSetter();
    }

    public TId GetId(TDoc aggregate) => _getId(aggregate);

    public void SetId(TDoc aggregate, TId id) => _setId?.Invoke(aggregate, id);

    public void SetVersion(TDoc aggregate, long version) => _setVersion?.Invoke(aggregate, version);

    private static PropertyInfo? Property(string name) =>
        typeof(TDoc).GetProperty(name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.IgnoreCase);

    private static Action<TDoc, long>? VersionSetter()
    {
        if (Property("Version") is not { SetMethod: { } setter } property)
            return null;
        if (property.PropertyType == typeof(long))
            return setter.CreateDelegate<Action<TDoc, long>>();
        if (property.PropertyType != typeof(int))
            return null;

        var set = setter.CreateDelegate<Action<TDoc, int>>();
        return (aggregate, version) => set(aggregate, checked((int)version));
    }
}
