using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Wolverine.Runtime;

namespace Wolverine.Tracking;

/// <summary>Describes a tracked session, and runs it: the action, then whatever messages it leads to, until all is quiet.</summary>
public sealed class TrackedSessionConfiguration
{
    private readonly List<WolverineRuntime> _runtimes;
    private TimeSpan _timeout = TimeSpan.FromSeconds(5);
    private bool _assertsNoExceptions = true;

    internal TrackedSessionConfiguration(IServiceProvider services) => _runtimes = [services.GetRequiredService<WolverineRuntime>()];

    public TrackedSessionConfiguration Timeout(TimeSpan timeout)
    {
        _timeout = timeout;
        return this;
    }

    /// <summary>Otherwise an exception of any handler is thrown at the end of the session.</summary>
    public TrackedSessionConfiguration DoNotAssertOnExceptionsDetected()
    {
        _assertsNoExceptions = false;
        return this;
    }

    /// <summary>Follows the messages of other hosts too.</summary>
    public TrackedSessionConfiguration AlsoTrack(params IHost[] hosts)
    {
        _runtimes.AddRange(hosts.Select(host => host.Services.GetRequiredService<WolverineRuntime>()));
        return this;
    }

    /// <exception cref="TimeoutException">Not everything was done in time.</exception>
    /// <exception cref="AggregateException">Messages have failed.</exception>
    public async Task<ITrackedSession> ExecuteAndWaitAsync(Func<IMessageContext, Task> action)
    {
        var session = new TrackedSession();
        _runtimes.ForEach(runtime => runtime.Tracker.Add(session));
        try
        {
            await session.RunAsync(() => action(_runtimes[0].NewContext()), _timeout);
        }
        finally
        {
            _runtimes.ForEach(runtime => runtime.Tracker.Remove(session));
        }

        return _assertsNoExceptions && session.AllExceptions() is { Count: > 0 } exceptions
            ? throw new AggregateException(exceptions)
            : session;
    }

    public Task<ITrackedSession> ExecuteAndWaitAsync(Func<IMessageContext, ValueTask> action) =>
        ExecuteAndWaitAsync((Func<IMessageContext, Task>)(context => action(context).AsTask()));

    public Task<ITrackedSession> InvokeMessageAndWaitAsync(object message) => ExecuteAndWaitAsync(context => context.InvokeAsync(message));

    public Task<ITrackedSession> SendMessageAndWaitAsync(object message, DeliveryOptions? options = null) =>
        ExecuteAndWaitAsync(context => context.SendAsync(message, options));

    public Task<ITrackedSession> PublishMessageAndWaitAsync(object message, DeliveryOptions? options = null) =>
        ExecuteAndWaitAsync(context => context.PublishAsync(message, options));
}
