using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Hosting;

namespace Alba;

public interface IAlbaHost : IHost, IAsyncDisposable
{
    TestServer Server { get; }

    /// <summary>Sends one request and checks the answer; without a word about the status code, 200 is expected.</summary>
    /// <exception cref="ScenarioAssertionException">The answer is not as expected.</exception>
    Task<IScenarioResult> Scenario(Action<Scenario> configure);

    /// <summary>Runs before every request, after those given earlier.</summary>
    IAlbaHost BeforeEach(Action<HttpContext> beforeEach);

    /// <summary>Runs after every request, after those given earlier.</summary>
    IAlbaHost AfterEach(Action<HttpContext> afterEach);
}

public interface IAlbaExtension : IDisposable, IAsyncDisposable
{
    /// <summary>Called once the application has started.</summary>
    Task Start(IAlbaHost host);

    /// <summary>Changes the application before it is built.</summary>
    IHostBuilder Configure(IHostBuilder builder);
}
