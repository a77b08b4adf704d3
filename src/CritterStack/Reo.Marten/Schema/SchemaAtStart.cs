using Microsoft.Extensions.Hosting;

namespace Marten.Schema;

internal sealed class SchemaAtStart(IDocumentStore store) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => ((DocumentStore)store).Schema.EnsureAllAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
