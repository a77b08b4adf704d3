using System.Reflection;
using JasperFx;
using Microsoft.Extensions.DependencyInjection;
using Wolverine.Configuration;
using Wolverine.ErrorHandling;
using Wolverine.Transports.Local;

namespace Wolverine;

/// <summary>Whether handlers of the same message make up one handler or run on a queue each.</summary>
public enum MultipleHandlerBehavior
{
    ClassicCombineIntoOneLogicalHandler,
    Separated,
}

/// <summary>Rules for all handlers and queues.</summary>
public interface IPolicies : IWithFailurePolicies
{
    /// <summary>A handler that uses an <c>IDocumentSession</c> commits it, with the messages it sends, when it succeeds.</summary>
    void AutoApplyTransactions();

    /// <summary>Messages are kept in the database until they are handled. The only kind of queue supplied.</summary>
    void UseDurableLocalQueues();
}

public sealed class WolverineOptions : IPolicies
{
    private readonly Dictionary<Uri, LocalQueueConfiguration> _queues = [];

    internal WolverineOptions(IServiceCollection services, Assembly? callingAssembly)
    {
        Services = services;
        ApplicationAssembly = callingAssembly;
        ServiceName = callingAssembly?.GetName().Name ?? "WolverineService";
    }

    /// <summary>Where handlers are looked for first: the assembly that called UseWolverine, unless set.</summary>
    public Assembly? ApplicationAssembly { get; set; }

    /// <summary>Says in every envelope who sent it.</summary>
    public string ServiceName { get; set; }

    public IServiceCollection Services { get; }

    public HandlerDiscovery Discovery { get; } = new();

    public MultipleHandlerBehavior MultipleHandlerBehavior { get; set; }

    public IPolicies Policies => this;

    public DurabilitySettings Durability { get; } = new();

    /// <summary>What the start of the host may do about missing tables of the message storage.</summary>
    public AutoCreate AutoBuildMessageStorageOnStartup { get; set; } = AutoCreate.CreateOrUpdate;

    /// <summary>How long a handler may run before its cancellation token fires.</summary>
    public TimeSpan DefaultExecutionTimeout { get; set; } = TimeSpan.FromSeconds(60);

    public FailureRuleCollection Failures { get; } = new();

    internal bool AppliesTransactions { get; private set; }

    internal bool HasDurableLocalQueues { get; private set; }

    public LocalQueueConfiguration LocalQueue(string queueName) => Queue(LocalQueueName.ToUri(queueName));

    /// <summary>The queue named after the message type.</summary>
    public LocalQueueConfiguration LocalQueueFor<T>() => Queue(LocalQueueName.ToUri(MessageTypeName.Of(typeof(T))));

    void IPolicies.AutoApplyTransactions() => AppliesTransactions = true;

    void IPolicies.UseDurableLocalQueues() => HasDurableLocalQueues = true;

    internal LocalQueueConfiguration Queue(Uri uri)
    {
        if (!_queues.TryGetValue(uri, out var queue))
            _queues[uri] = queue = new LocalQueueConfiguration();
        return queue;
    }
}
