using System.Diagnostics;
using System.Text;

namespace Wolverine.Tracking;

internal sealed class TrackedSession : ITrackedSession
{
    private readonly Lock _lock = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly List<EnvelopeRecord> _records = [];
    private readonly HashSet<Guid> _outstanding = [];
    private readonly TaskCompletionSource _quiet = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _actionIsDone;

    public TrackingStatus Status { get; private set; }

    public RecordCollection Received => Of(MessageEventType.Received);

    public RecordCollection Sent => Of(MessageEventType.Sent);

    public RecordCollection Executed => Of(MessageEventType.ExecutionFinished);

    public RecordCollection ExecutionStarted => Of(MessageEventType.ExecutionStarted);

    public RecordCollection ExecutionFinished => Of(MessageEventType.ExecutionFinished);

    public RecordCollection MessageSucceeded => Of(MessageEventType.MessageSucceeded);

    public RecordCollection MovedToErrorQueue => Of(MessageEventType.MovedToErrorQueue);

    public RecordCollection Requeued => Of(MessageEventType.Requeued);

    public RecordCollection Scheduled => Where(r => r is { MessageEventType: MessageEventType.Sent, WasScheduled: true });

    public RecordCollection Discarded => Of(MessageEventType.Discarded);

    public RecordCollection NoRoutes => Of(MessageEventType.NoRoutes);

    public EnvelopeRecord[] AllRecordsInOrder()
    {
        lock (_lock)
            return [.. _records];
    }

    public IReadOnlyList<Exception> AllExceptions() => [.. AllRecordsInOrder().Select(r => r.Exception).OfType<Exception>().Distinct()];

    public void Record(MessageEventType eventType, Envelope envelope, Exception? exception)
    {
        lock (_lock)
        {
            var record = new EnvelopeRecord(eventType, envelope, _clock.ElapsedMilliseconds, exception);
            _records.Add(record);
            switch (eventType)
            {
                case MessageEventType.Sent when !record.WasScheduled && exception is null:
                case MessageEventType.Received:
                    _outstanding.Add(envelope.Id);
                    break;
                case MessageEventType.MessageSucceeded or MessageEventType.MovedToErrorQueue or MessageEventType.Discarded:
                    _outstanding.Remove(envelope.Id);
                    break;
            }

            CheckWhetherQuiet();
        }
    }

    public async Task RunAsync(Func<Task> action, TimeSpan timeout)
    {
        try
        {
            await ActAsync().WaitAsync(timeout);
            Status = TrackingStatus.Completed;
        }
        catch (TimeoutException exception)
        {
            Status = TrackingStatus.TimedOut;
            throw new TimeoutException(
                $"This TrackedSession timed out before all activity completed.{Environment.NewLine}{Describe()}",
                exception);
        }

        async Task ActAsync()
        {
            await action();
            lock (_lock)
            {
                _actionIsDone = true;
                CheckWhetherQuiet();
            }

            await _quiet.Task;
        }
    }

    private void CheckWhetherQuiet()
    {
        if (_actionIsDone && _outstanding.Count == 0)
            _quiet.TrySetResult();
    }

    private RecordCollection Of(MessageEventType eventType) => Where(r => r.MessageEventType == eventType);

    private RecordCollection Where(Func<EnvelopeRecord, bool> predicate) => new([.. AllRecordsInOrder().Where(predicate)], Describe);

    private string Describe()
    {
        var text = new StringBuilder().AppendLine("Activity detected:").AppendLine();
        foreach (var record in AllRecordsInOrder())
            text.AppendLine($"{record.SessionTime,8} ms  {record.MessageEventType,-18} {record.Envelope.MessageType}  {record.Envelope.Id}  {record.Exception?.GetType().Name}");
        return text.ToString();
    }
}
