using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Hosting;

namespace Alba;

internal sealed class EntryPointFactory<TEntryPoint>(Action<IWebHostBuilder> configuration, IAlbaExtension[] extensions)
    : WebApplicationFactory<TEntryPoint>
    where TEntryPoint : class
{
    private IHost? _host;

    public IHost Host => _host ?? throw new InvalidOperationException("The application has not been started");

    protected override void ConfigureWebHost(IWebHostBuilder builder) => configuration(builder);

    protected override IHost CreateHost(IHostBuilder builder)
    {
        foreach (var extension in extensions)
            builder = extension.Configure(builder);
        return _host = base.CreateHost(builder);
    }
}
