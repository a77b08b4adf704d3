using System.Diagnostics;
using Npgsql;
using Reo.Testing;
using Wolverine;

namespace Reo.CritterStack.Conformance.Wolverine;

public sealed class losing_the_message_storage
{
    [Fact]
    public async Task publishing_fails_and_what_was_stored_is_handled_when_the_server_is_back()
    {
        await using var cluster = await PostgresCluster.StartPrivateAsync(TestContext.Current.CancellationToken);
        var database = await cluster.CreateDatabaseAsync("outage", TestContext.Current.CancellationToken);
        await using var host = await MessagingHost.StartAsync(database);
        await host.NewBus().ScheduleAsync(new Alarm("scheduled before the outage"), TimeSpan.FromSeconds(3));

        await cluster.KillAsync(TestContext.Current.CancellationToken);
        await Should.ThrowAsync<Exception>(() => PublishAsync(host, untilSessionsNoticeWithin: TimeSpan.FromSeconds(30)));
        await cluster.RestartAsync(TestContext.Current.CancellationToken);
        NpgsqlConnection.ClearAllPools();

        await host.Journal.UntilAsync("scheduled before the outage rings for ");
        await host.NewBus().PublishAsync(new Alarm("published after the outage"));
        await host.Journal.UntilAsync("published after the outage rings for ");
    }

    [Fact]
    public async Task a_message_whose_handling_falls_into_an_outage_is_handled_to_the_end()
    {
        await using var cluster = await PostgresCluster.StartPrivateAsync(TestContext.Current.CancellationToken);
        var database = await cluster.CreateDatabaseAsync("outage", TestContext.Current.CancellationToken);
        await using var host = await MessagingHost.StartAsync(database);
        host.Journal.CloseGate();
        await host.NewBus().PublishAsync(new Ferried("through the storm"));
        await host.Journal.UntilAsync("loading through the storm");

        await cluster.KillAsync(TestContext.Current.CancellationToken);
        host.Journal.OpenTheGate();
        await host.Journal.UntilAsync("ferried through the storm");
        await cluster.RestartAsync(TestContext.Current.CancellationToken);

        await using var look = NpgsqlDataSource.Create(database);
        await Eventually.TrueAsync(
            async () =>
            {
                await using var command = look.CreateCommand("select count(*) from wolverine.wolverine_incoming_envelopes where status = 'Handled'");
                return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))! == 1;
            },
            () => "the message is marked as handled");
    }

    /// <summary>A session outlives the main process of its server until it looks for it, and may still store something.</summary>
    private static async Task PublishAsync(MessagingHost host, TimeSpan untilSessionsNoticeWithin)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < untilSessionsNoticeWithin;)
            await host.NewBus().PublishAsync(new Alarm("published in the outage"));
    }
}
