using Marten.Documents;

namespace JasperFx.Events;

public class Event<T> : IEvent<T> where T : notnull
{
    private T _data;
    private StoredJson? _stored;

    public Event(T data)
    {
        _data = data;
    }

    internal Event(StoredJson stored)
    {
        _data = default!;
        _stored = stored;
    }

    /// <summary>The event itself; of a stored event, read from its JSON on first use.</summary>
    public T Data
    {
        get
        {
            if (_stored is { } stored)
            {
                _data = stored.Read<T>(Sequence, EventTypeName);
                _stored = null;
            }

            return _data;
        }
        set
        {
            _data = value;
            _stored = null;
        }
    }

    object IEvent.Data => Data;

    public Type EventType => typeof(T);

    public string EventTypeName { get; set; } = "";

    public string DotNetTypeName { get; set; } = "";

    public bool IsArchived { get; set; }

    public Guid StreamId { get; set; }

    public string? StreamKey { get; set; }

    public Guid Id { get; set; }

    public long Version { get; set; }

    public long Sequence { get; set; }

    public DateTimeOffset Timestamp { get; set; }

    public string TenantId { get; set; } = "*DEFAULT*";
}
