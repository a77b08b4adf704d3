namespace JasperFx.Events;

/// <summary>Appending to streams; nothing is written before <c>SaveChangesAsync</c>.</summary>
public interface IEventOperations
{
    StreamAction Append(string stream, IEnumerable<object> events);

    StreamAction Append(string stream, params object[] events);

    /// <param name="stream">The stream's key.</param>
    /// <param name="expectedVersion">The version the stream is to have after this append.</param>
    /// <param name="events">Events, bare or as <see cref="IEvent"/>.</param>
    StreamAction Append(string stream, long expectedVersion, IEnumerable<object> events);

    StreamAction Append(string stream, long expectedVersion, params object[] events);

    StreamAction StartStream<TAggregate>(string streamKey, IEnumerable<object> events) where TAggregate : class;

    StreamAction StartStream<TAggregate>(string streamKey, params object[] events) where TAggregate : class;

    StreamAction StartStream(Type aggregateType, string streamKey, IEnumerable<object> events);

    StreamAction StartStream(Type aggregateType, string streamKey, params object[] events);

    StreamAction StartStream(string streamKey, IEnumerable<object> events);

    StreamAction StartStream(string streamKey, params object[] events);
}
