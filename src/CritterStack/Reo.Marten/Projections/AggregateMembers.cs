using System.Reflection;
using JasperFx.Events.Projections;

namespace Marten.Events.Projections;

/// <summary>The members of an aggregate that the store itself writes.</summary>
internal static class AggregateMembers<TDoc, TId> where TDoc : class
{
    private static readonly PropertyInfo Id = Property("Id") is { } id && id.PropertyType == typeof(TId)
        ? id
        : throw new InvalidProjectionException($"{typeof(TDoc).Name} needs a property 'public {typeof(TId).Name} Id {{ get; set; }}' for the key of its stream.");

    private static readonly Func<TDoc, TId> Getter = Id.GetMethod!.CreateDelegate<Func<TDoc, TId>>();

    private static readonly Action<TDoc, TId>? Setter = Id.SetMethod?.CreateDelegate<Action<TDoc, TId>>();

    private static readonly Action<TDoc, long>? VersionSetter = Version();

    public static TId GetId(TDoc document) => Getter(document);

    public static void SetId(TDoc document, TId id) => Setter?.Invoke(document, id);

    public static void SetVersion(TDoc document, long version) => VersionSetter?.Invoke(document, version);

    private static PropertyInfo? Property(string name) =>
        typeof(TDoc).GetProperty(name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.IgnoreCase);

    private static Action<TDoc, long>? Version()
    {
        var property = Property("Version");
        if (property?.SetMethod is not { } setter)
            return null;
        if (property.PropertyType == typeof(long))
            return setter.CreateDelegate<Action<TDoc, long>>();
        if (property.PropertyType != typeof(int))
            return null;

        var set = setter.CreateDelegate<Action<TDoc, int>>();
        return (document, version) => set(document, checked((int)version));
    }
}
