using System.Text;
using JasperFx.Events;
using Marten.Documents;

namespace Marten.Events;

/// <summary>One event type: its names in the database, and how to wrap it.</summary>
internal abstract class EventMapping(Type eventType, string alias)
{
    public Type EventType { get; } = eventType;

    public string Alias { get; } = alias;

    public string DotNetTypeName { get; } = $"{eventType.FullName}, {eventType.Assembly.GetName().Name}";

    public abstract IEvent Wrap(object data);

    public abstract IEvent Wrap(byte[] json, DocumentSerializer serializer);

    public static EventMapping For(Type eventType, string alias) =>
        (EventMapping)Activator.CreateInstance(typeof(EventMapping<>).MakeGenericType(eventType), alias)!;

    /// <summary>Snake case of the class name. Digits count as capitals; of capitals in a row the last begins the next word.</summary>
    public static string AliasOf(Type type)
    {
        var name = type.Name;
        var alias = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var touchesLowerCase = i > 0 && (char.IsLower(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (touchesLowerCase && !char.IsLower(name[i]))
                alias.Append('_');
            alias.Append(char.ToLowerInvariant(name[i]));
        }

        return alias.ToString();
    }
}

internal sealed class EventMapping<T>(string alias) : EventMapping(typeof(T), alias) where T : notnull
{
    public override IEvent Wrap(object data) => new Event<T>((T)data);

    public override IEvent Wrap(byte[] json, DocumentSerializer serializer) => new Event<T>(new StoredJson(json, serializer));
}
