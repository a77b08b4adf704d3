using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Wolverine.Runtime;

namespace Wolverine;

public static class HostBuilderExtensions
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static IHostBuilder UseWolverine(this IHostBuilder builder, Action<WolverineOptions>? overrides = null)
    {
        var caller = Assembly.GetCallingAssembly();
        return builder.ConfigureServices((_, services) => AddWolverine(services, caller, overrides));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static IHostApplicationBuilder UseWolverine(this IHostApplicationBuilder builder, Action<WolverineOptions>? configure)
    {
        AddWolverine(builder.Services, Assembly.GetCallingAssembly(), configure);
        return builder;
    }

    /// <summary>Another part of the configuration, applied after that of UseWolverine.</summary>
    public static IServiceCollection ConfigureWolverine(this IServiceCollection services, Action<WolverineOptions> configure) =>
        services.AddSingleton(new WolverinePart(configure));

    /// <summary>A bus for use outside of any scope.</summary>
    public static IMessageBus MessageBus(this IHost host) => host.Services.GetRequiredService<WolverineRuntime>().NewContext();

    private static void AddWolverine(IServiceCollection services, Assembly caller, Action<WolverineOptions>? configure)
    {
        var options = new WolverineOptions(services, caller);
        configure?.Invoke(options);

        services.AddSingleton(provider =>
        {
            foreach (var part in provider.GetServices<WolverinePart>())
                part.Configure(options);
            return options;
        });
        services.AddSingleton<WolverineRuntime>();
        services.AddHostedService(provider => provider.GetRequiredService<WolverineRuntime>());
        services.AddScoped<MessageScope>();
        services.AddScoped<IMessageContext>(provider => provider.GetRequiredService<MessageScope>().Context);
        services.AddScoped<IMessageBus>(provider => provider.GetRequiredService<IMessageContext>());
    }
}

internal sealed record WolverinePart(Action<WolverineOptions> Configure);
