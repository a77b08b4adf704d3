namespace Reo.Host;

/// <summary>The life of one built host, from its start to its end.</summary>
internal static partial class HostRun
{
    /// <summary>
    /// Does the work and disposes of the host. When the work fails, which includes a start that got half-way, everything that did start is
    /// stopped before anything is disposed of, and the failure of the work is what is thrown, whatever else fails on the way down.
    /// </summary>
    public static async Task<int> ToItsEndAsync(WebApplication app, Func<Task<int>> work)
    {
        int exitCode;
        try
        {
            exitCode = await work();
        }
        catch
        {
            var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(HostRun));
            await NoMatterWhatAsync(log, () => app.StopAsync(CancellationToken.None));
            await NoMatterWhatAsync(log, () => app.DisposeAsync().AsTask());
            throw;
        }

        await app.DisposeAsync();
        return exitCode;
    }

    private static async Task NoMatterWhatAsync(ILogger log, Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (Exception e)
        {
            LogAlsoFailed(log, e);
        }
    }

    [LoggerMessage(LogLevel.Debug, "Stopping after a failure failed too")]
    private static partial void LogAlsoFailed(ILogger log, Exception exception);
}
