using JasperFx.Events;
using JasperFx.MultiTenancy;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wolverine;
using Wolverine.Marten;

namespace Reo.CritterStack.Promises.Wolverine;

internal static class MessagingHost
{
    public static async Task<IHost> StartAsync(string connectionString, Tally tally, Action<WolverineOptions>? configure = null)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(tally);
        builder.Services.AddScoped(_ => new Opaque());
        builder.Services
            .AddMarten(opts =>
            {
                opts.Connection(connectionString);
                opts.DatabaseSchemaName = "app";
                opts.Events.StreamIdentity = StreamIdentity.AsString;
                opts.Events.TenancyStyle = TenancyStyle.Conjoined;
                opts.Events.AppendMode = EventAppendMode.Quick;
            })
            .IntegrateWithWolverine(m => m.MessageStorageSchemaName = "wolverine");
        builder.UseWolverine(opts =>
        {
            opts.ApplicationAssembly = typeof(MessagingHost).Assembly;
            opts.Policies.AutoApplyTransactions();
            opts.Policies.UseDurableLocalQueues();
            opts.Durability.NodeReassignmentPollingTime = TimeSpan.FromMilliseconds(200);
            configure?.Invoke(opts);
        });
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }
}

public sealed record Counted(int Number);

public static class CountedHandler
{
    public static async Task Handle(Counted message, Tally tally)
    {
        await tally.MayBegin;
        tally.Add(message.Number);
    }
}

public sealed class Opaque;

public sealed record AsksForOpaque;

public static class AsksForOpaqueHandler
{
    public static void Handle(AsksForOpaque message, Opaque opaque, Tally tally) => tally.Add(-1);
}

public sealed class Tally
{
    private readonly Lock _lock = new();
    private readonly List<int> _numbers = [];

    /// <summary>No message is handled before this completes.</summary>
    public Task MayBegin { get; set; } = Task.CompletedTask;

    public int[] Numbers
    {
        get
        {
            lock (_lock)
                return [.. _numbers];
        }
    }

    public void Add(int number)
    {
        lock (_lock)
            _numbers.Add(number);
    }
}

internal static class Poll
{
    public static async Task UntilAsync(Func<Task<bool>> condition, string expectation)
    {
        var deadline = TimeProvider.System.GetUtcNow().AddSeconds(60);
        while (!await condition())
        {
            if (TimeProvider.System.GetUtcNow() > deadline)
                throw new TimeoutException($"Expected within 60 s: {expectation}");
            await Task.Delay(25, TestContext.Current.CancellationToken);
        }
    }
}
