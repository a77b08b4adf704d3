using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Reo.EmbeddedPostgres.Binaries;
using Reo.EmbeddedPostgres.Running;

namespace Reo.EmbeddedPostgres.Tests;

public sealed class the_port : IAsyncLifetime
{
    private readonly TestServer folder = new();
    private readonly TcpListener other = new(IPAddress.Loopback, 0);

    private int Taken => ((IPEndPoint)other.LocalEndpoint).Port;

    public ValueTask InitializeAsync()
    {
        other.Start();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        other.Dispose();
        await folder.DisposeAsync();
    }

    [Fact]
    public async Task is_the_one_asked_for()
    {
        var port = FreePort.Choose();

        await using var server = await folder.StartAsync(port);

        server.Port.ShouldBe(port);
        (await TestServer.QueryAsync(server.ConnectionString, "select inet_server_port()")).ShouldBe(port);
    }

    [Fact]
    public async Task that_was_asked_for_and_is_taken_is_named_with_the_option_that_chooses_another()
    {
        var refusal = await Should.ThrowAsync<EmbeddedPostgresException>(() => folder.StartAsync(Taken));

        refusal.Message.ShouldContain($"Port {Taken} on 127.0.0.1 is taken");
        refusal.Message.ShouldContain("the option Port");
    }

    [Fact]
    public async Task that_somebody_takes_at_the_last_moment_is_replaced_when_it_was_not_asked_for()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await (await folder.StartAsync()).DisposeAsync();
        var options = TestServer.Options(folder.DataFolder);
        var binaries = await BinariesChoice.ChooseAsync(
            Surroundings.OfThisMachine(options.CacheFolder), folder.Files.WrittenBy, folder.DataFolder, NullLogger.Instance, cancellation);
        var choices = new Queue<int>([Taken, FreePort.Choose()]);
        var server = new ServerProcess(folder.Files, binaries, await ServerAccount.ChooseAsync(cancellation), options)
        {
            ChoosePort = choices.Dequeue,
        };

        var port = await server.StartAsync(port: 0, cancellation);

        port.ShouldNotBe(Taken);
        choices.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(65536)]
    public async Task that_does_not_exist_is_refused(int port)
    {
        var refusal = await Should.ThrowAsync<EmbeddedPostgresException>(() => folder.StartAsync(port));

        refusal.Message.ShouldContain("option Port");
    }
}
