using System.Diagnostics;

namespace Reo.CritterStack.Conformance.Wolverine;

/// <summary>What handlers have done, for tests to wait for and to read.</summary>
public sealed class Journal
{
    private readonly Lock @lock = new();
    private readonly List<string> entries = [];
    private TaskCompletionSource gate = OpenGate();

    public IReadOnlyList<string> Entries
    {
        get
        {
            lock (@lock)
                return [.. entries];
        }
    }

    public void Add(string entry)
    {
        lock (@lock)
            entries.Add(entry);
    }

    public int Count(string entry) => Entries.Count(e => e == entry);

    /// <summary>Waits until the entry stands in the journal so many times.</summary>
    public Task UntilAsync(string entry, int times = 1) => Eventually.TrueAsync(
        () => Task.FromResult(Count(entry) >= times),
        () => $"'{entry}' {times} times, but the journal has: {string.Join(" | ", Entries)}");

    /// <summary>Handlers that pass the gate wait from now on.</summary>
    public void CloseGate() => gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void OpenTheGate() => gate.TrySetResult();

    public Task PassGateAsync(CancellationToken cancellation) => gate.Task.WaitAsync(cancellation);

    private static TaskCompletionSource OpenGate()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }
}

internal static class Eventually
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    /// <summary>Looks again and again until it is so.</summary>
    public static async Task TrueAsync(Func<Task<bool>> condition, Func<string> expectation)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            if (clock.Elapsed > Limit)
                throw new TimeoutException($"Expected within {Limit.TotalSeconds} s: {expectation()}");
            await Task.Delay(25, TestContext.Current.CancellationToken);
        }
    }
}
