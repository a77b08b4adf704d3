using Microsoft.Extensions.Hosting;

namespace Wolverine.Tracking;

public static class WolverineHostMessageTrackingExtensions
{
    public static TrackedSessionConfiguration TrackActivity(this IHost host) => new(host.Services);

    public static TrackedSessionConfiguration TrackActivity(this IHost host, TimeSpan trackingTimeout) => new TrackedSessionConfiguration(host.Services).Timeout(trackingTimeout);

    public static Task<ITrackedSession> ExecuteAndWaitAsync(this IHost host, Func<IMessageContext, Task> action, int timeoutInMilliseconds = 5000) =>
        host.TrackActivity(TimeSpan.FromMilliseconds(timeoutInMilliseconds)).ExecuteAndWaitAsync(action);

    public static Task<ITrackedSession> ExecuteAndWaitAsync(this IHost host, Func<Task> action, int timeoutInMilliseconds = 5000) =>
        host.ExecuteAndWaitAsync(_ => action(), timeoutInMilliseconds);

    public static Task<ITrackedSession> InvokeMessageAndWaitAsync(this IHost host, object message, int timeoutInMilliseconds = 5000) =>
        host.ExecuteAndWaitAsync(context => context.InvokeAsync(message), timeoutInMilliseconds);

    public static Task<ITrackedSession> InvokeMessageAndWaitAsync(this IHost host, object message, string tenantId, int timeoutInMilliseconds = 5000) =>
        host.ExecuteAndWaitAsync(context => context.InvokeForTenantAsync(tenantId, message), timeoutInMilliseconds);

    public static async Task<(ITrackedSession Session, T? Answer)> InvokeMessageAndWaitAsync<T>(this IHost host, object message, int timeoutInMilliseconds = 5000)
    {
        T? answer = default;
        var session = await host.ExecuteAndWaitAsync(async context => answer = await context.InvokeAsync<T>(message), timeoutInMilliseconds);
        return (session, answer);
    }

    public static Task<ITrackedSession> SendMessageAndWaitAsync<T>(this IHost host, T message, DeliveryOptions? options = null, int timeoutInMilliseconds = 5000) =>
        host.ExecuteAndWaitAsync(context => context.SendAsync(message, options).AsTask(), timeoutInMilliseconds);
}

public static class WolverineHostTrackingByServiceProviderExtensions
{
    public static TrackedSessionConfiguration TrackActivity(this IServiceProvider services) => new(services);
}
