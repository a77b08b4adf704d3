using Microsoft.Extensions.Logging;
using Reo.Client.Pending;
using Reo.Client.Wire;

namespace Reo.Client.Sending;

/// <summary>Takes the oldest events, sends them, and removes those that the server has judged; one request at a time.</summary>
internal sealed class Sender(Backlog backlog, Post post, ReoOptions options, ReoMeter meter, Drops drops, ILogger logger, TimeProvider clock)
{
    private const int BatchBytes = 1024 * 1024;
    private static readonly TimeSpan _adoptEvery = TimeSpan.FromMinutes(1);

    private readonly Backoff _backoff = new(options.FirstRetryDelay, options.LongestRetryDelay, new JitterSource().Next);
    private int _failures;
    private bool _hasSaidHeld;
    private int _limit = options.BatchSize;
    private long? _adoptedAt;

    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (!cancellation.IsCancellationRequested)
            {
                if (await RoundAsync(cancellation).ConfigureAwait(false) is { } delay)
                    await clock.Delay(delay, cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            // The end breaks off whatever is under way.
        }
    }

    /// <summary>Sends at most one batch. How long to wait before the next; null: not at all.</summary>
    private async Task<TimeSpan?> RoundAsync(CancellationToken cancellation)
    {
        try
        {
            Adopt();
            await WaitAsync(cancellation).ConfigureAwait(false);
            return await SendAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            var delay = _backoff.After(++_failures, asked: null);
            Quietly(() => logger.Unexpected(e, delay));
            return delay;
        }
    }

    private async Task WaitAsync(CancellationToken cancellation)
    {
        using var untilAdoption = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (backlog.Pending is Spool)
            untilAdoption.CancelAfter(_adoptEvery);
        try
        {
            await backlog.WaitAsync(options.FlushInterval, clock, untilAdoption.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Time to look for what others have left.
        }
    }

    private void Adopt()
    {
        if (backlog.Pending is not Spool spool || (_adoptedAt is { } last && clock.GetElapsedTime(last) < _adoptEvery))
            return;

        _adoptedAt = clock.GetTimestamp();
        var adopted = spool.Adopt();
        if (adopted > 0)
            logger.Adopted(adopted);
    }

    private async Task<TimeSpan?> SendAsync(CancellationToken cancellation)
    {
        var batch = backlog.Pending.First(_limit, BatchBytes);
        if (batch.Lost > 0)
            drops.Add(DropReason.SpoolFailed, batch.Lost, "a file of the spool is gone");
        try
        {
            return batch.Lines.Count == 0 ? null : await SendAsync(batch, cancellation).ConfigureAwait(false);
        }
        finally
        {
            backlog.Conclude();
        }
    }

    private async Task<TimeSpan?> SendAsync(Batch batch, CancellationToken cancellation)
    {
        switch (await post.SendAsync(batch, cancellation).ConfigureAwait(false))
        {
            case Verdict.Judged judged:
                return Conclude(batch, judged.Answer);

            case Verdict.TooMuch tooMuch when batch.Lines.Count > 1:
                _limit = batch.Lines.Count / 2;
                return null;

            case Verdict.TooMuch tooMuch:
                drops.Add(DropReason.Refused, 1, tooMuch.Why);
                backlog.Remove(batch, again: []);
                _limit = options.BatchSize;
                return null;

            case Verdict.Later later:
                _failures++;
                var delay = later.IsOurMistake ? _backoff.Longest() : _backoff.After(_failures, later.RetryAfter);
                if (later.IsOurMistake)
                    logger.Misconfigured(later.Why, backlog.Waiting, _failures + 1, delay);
                else if (_failures is 1 || _failures % 10 == 0)
                    logger.Failing(later.Why, backlog.Waiting, _failures + 1, delay);
                return delay;

            default:
                return null;
        }
    }

    private TimeSpan? Conclude(Batch batch, BatchAnswer answer)
    {
        var again = answer.Failed.Where(failed => failed.IsForNow).ToList();
        backlog.Remove(batch, again.ConvertAll(failed => batch.Lines[failed.Index]));

        meter.Delivered(answer);
        if (answer.Held > 0 && !_hasSaidHeld)
            logger.Held(answer.Held);
        _hasSaidHeld |= answer.Held > 0;
        foreach (var refused in answer.Failed.Where(failed => !failed.IsForNow))
        {
            drops.Add(DropReason.Refused, 1, refused.Field.Length == 0 ? refused.Code : $"{refused.Code} {refused.Field}");
            logger.Refused(refused.EventId, refused.Message);
        }

        if (again.Count == batch.Lines.Count)
            return _backoff.After(++_failures, asked: null);

        if (_failures > 0)
            logger.Recovered(_failures);
        _failures = 0;
        return again.Count > 0 ? _backoff.After(1, asked: null) : null;
    }

    private static void Quietly(Action say)
    {
        try
        {
            say();
        }
        catch (Exception)
        {
            // A logger that throws must not end the sending.
        }
    }

    /// <summary>One thread's, so that it needs no lock.</summary>
    private sealed class JitterSource
    {
        private readonly Random _random = new(BitConverter.ToInt32(EventIds.RandomBytes(4), 0));

        public double Next() => _random.NextDouble();
    }
}
