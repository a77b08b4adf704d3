using System.Threading.Channels;

namespace Wolverine.Persistence.Durability;

/// <summary>Commits whatever is waiting at once, while the next ones gather: a round trip for many, and nobody waits for a timer.</summary>
internal sealed class GroupCommit<T>(Func<IReadOnlyList<T>, Task> commit)
{
    private const int MaximumSize = 500;

    private readonly Channel<Entry> _waiting = Channel.CreateUnbounded<Entry>(new UnboundedChannelOptions { SingleReader = true });
    private Task _running = Task.CompletedTask;

    /// <summary>Completes when the item is committed, or fails with its commit.</summary>
    public Task AddAsync(T item)
    {
        var entry = new Entry(item, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        return _waiting.Writer.TryWrite(entry)
            ? entry.Done.Task
            : commit([item]);
    }

    public void Start() => _running = Task.Run(RunAsync);

    /// <summary>Commits what is waiting. What comes later is committed on its own.</summary>
    public Task StopAsync()
    {
        _waiting.Writer.TryComplete();
        return _running;
    }

    private async Task RunAsync()
    {
        var entries = new List<Entry>();
        while (await _waiting.Reader.WaitToReadAsync())
        {
            entries.Clear();
            while (entries.Count < MaximumSize && _waiting.Reader.TryRead(out var entry))
                entries.Add(entry);
            await CommitAsync(entries);
        }
    }

    private async Task CommitAsync(List<Entry> entries)
    {
        try
        {
            await commit([.. entries.Select(e => e.Item)]);
            foreach (var entry in entries)
                entry.Done.SetResult();
        }
        catch (Exception exception)
        {
            foreach (var entry in entries)
                entry.Done.SetException(exception);
        }
    }

    private readonly record struct Entry(T Item, TaskCompletionSource Done);
}
