using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Hosting;

namespace Alba;

/// <summary>An application running in memory, with <see cref="Scenario"/> as the door to its HTTP pipeline.</summary>
public sealed class AlbaHost : IAlbaHost
{
    private readonly IHost _host;
    private readonly IAsyncDisposable _owner;
    private readonly IAlbaExtension[] _extensions;
    private Action<HttpContext> _beforeEach = _ => { };
    private Action<HttpContext> _afterEach = _ => { };

    private AlbaHost(IHost host, TestServer server, IAsyncDisposable owner, IAlbaExtension[] extensions)
    {
        _host = host;
        _owner = owner;
        _extensions = extensions;
        Server = server;
        Server.AllowSynchronousIO = true;
    }

    public TestServer Server { get; }

    public IServiceProvider Services => _host.Services;

    /// <summary>Starts the application whose assembly holds <typeparamref name="TEntryPoint"/>, as its own Main composes it.</summary>
    public static Task<IAlbaHost> For<TEntryPoint>(params IAlbaExtension[] extensions)
        where TEntryPoint : class =>
        For<TEntryPoint>(_ => { }, extensions);

    public static Task<IAlbaHost> For<TEntryPoint>(Action<IWebHostBuilder> configuration, params IAlbaExtension[] extensions)
        where TEntryPoint : class
    {
        var factory = new EntryPointFactory<TEntryPoint>(configuration, extensions);
        var server = factory.Server;
        return StartExtensionsAsync(new AlbaHost(factory.Host, server, factory, extensions));
    }

    public static async Task<IAlbaHost> For(WebApplicationBuilder builder, Action<WebApplication> configureRoutes, params IAlbaExtension[] extensions)
    {
        foreach (var extension in extensions)
            extension.Configure(builder.Host);
        builder.WebHost.UseTestServer();
        var application = builder.Build();
        configureRoutes(application);
        await application.StartAsync();

        return await StartExtensionsAsync(new AlbaHost(application, application.GetTestServer(), application, extensions));
    }

    public async Task<IScenarioResult> Scenario(Action<Scenario> configure)
    {
        var scenario = new Scenario(Services);
        configure(scenario);

        var context = await Server.SendAsync(request =>
        {
            scenario.SetUp(request);
            _beforeEach(request);
        });
        _afterEach(context);

        scenario.AssertOn(context);
        return new ScenarioResult(context, Services);
    }

    public IAlbaHost BeforeEach(Action<HttpContext> beforeEach)
    {
        _beforeEach += beforeEach;
        return this;
    }

    public IAlbaHost AfterEach(Action<HttpContext> afterEach)
    {
        _afterEach += afterEach;
        return this;
    }

    public Task StartAsync(CancellationToken cancellationToken = default) => _host.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken = default) => _host.StopAsync(cancellationToken);

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        foreach (var extension in _extensions)
            await extension.DisposeAsync();
        await _host.StopAsync();
        await _owner.DisposeAsync();
    }

    private static async Task<IAlbaHost> StartExtensionsAsync(AlbaHost host)
    {
        foreach (var extension in host._extensions)
            await extension.Start(host);
        return host;
    }
}
