namespace Reo.Client.Sending;

/// <summary>How long to wait after so many failures in a row: twice as long each time, and never as long as all the others.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest, Func<double> random)
{
    private static readonly TimeSpan _longestAsked = TimeSpan.FromHours(1);

    /// <summary>Between half of the longest wait and all of it.</summary>
    public TimeSpan Longest() => After(int.MaxValue, asked: null);

    /// <param name="failures">From 1.</param>
    /// <param name="asked">What the server asks for: never less than that, but an hour at most.</param>
    public TimeSpan After(int failures, TimeSpan? asked)
    {
        var ceiling = Math.Min(longest.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, Math.Min(failures - 1, 30)));
        var own = TimeSpan.FromMilliseconds(ceiling / 2 + ceiling / 2 * random());
        if (asked is not { } wish)
            return own;

        wish = wish > _longestAsked ? _longestAsked : wish < TimeSpan.Zero ? TimeSpan.Zero : wish;
        return wish + TimeSpan.FromMilliseconds(first.TotalMilliseconds * random());
    }
}
