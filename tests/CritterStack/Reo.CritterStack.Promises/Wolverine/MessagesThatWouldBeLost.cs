using Microsoft.Extensions.DependencyInjection;
using Reo.Testing;
using Wolverine;
using Wolverine.Persistence.Durability;
using Wolverine.Persistence.Durability.DeadLetterManagement;

namespace Reo.CritterStack.Promises.Wolverine;

public sealed class messages_that_would_be_lost(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task stored_by_a_commit_that_was_reported_as_failed_are_found_by_the_node_that_stored_them()
    {
        var tally = new Tally();
        using var host = await MessagingHost.StartAsync(
            database.ConnectionString,
            tally,
            opts => opts.Durability.HandledMessageCleanupPollingTime = TimeSpan.FromMilliseconds(200));
        await host.MessageBus().ScheduleAsync(new Counted(1), TimeSpan.FromDays(1));

        await ExecuteAsync(
            """
            update wolverine.wolverine_incoming_envelopes
            set status = 'Incoming', execution_time = null
            where status = 'Scheduled'
            """);

        await Poll.UntilAsync(() => Task.FromResult(tally.Numbers is [1]), "the message is handled");
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("body = '\\x0102'", "System.IO.EndOfStreamException")]
    [InlineData("message_type = 'Some.Type.Of.Yesterday'", "System.InvalidOperationException")]
    [InlineData("body = overlay(body placing '}'::bytea from length(body) - 2)", "System.Text.Json.JsonException")]
    public async Task because_they_cannot_be_read_become_dead_letters_and_hold_up_nobody(string damage, string exceptionType)
    {
        var tally = new Tally();
        using var host = await MessagingHost.StartAsync(database.ConnectionString, tally);
        await host.MessageBus().ScheduleAsync(new Counted(1), TimeSpan.FromDays(1));
        await ExecuteAsync($"update wolverine.wolverine_incoming_envelopes set {damage} where status = 'Scheduled'");
        await host.MessageBus().ScheduleAsync(new Counted(2), TimeSpan.FromDays(1));

        await ExecuteAsync("update wolverine.wolverine_incoming_envelopes set status = 'Incoming', owner_id = 0, execution_time = null where status = 'Scheduled'");

        await Poll.UntilAsync(() => Task.FromResult(tally.Numbers is [2]), "the good message is handled");
        await UntilDeadLetterAsync(host.Services, exceptionType);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task because_their_handler_asks_for_what_it_may_not_have_become_dead_letters()
    {
        using var host = await MessagingHost.StartAsync(database.ConnectionString, new Tally());

        await host.MessageBus().PublishAsync(new AsksForOpaque());

        await UntilDeadLetterAsync(host.Services, "Wolverine.Configuration.InvalidServiceLocationException");
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    private static Task UntilDeadLetterAsync(IServiceProvider services, string exceptionType) => Poll.UntilAsync(
        async () =>
        {
            var letters = await services.GetRequiredService<IMessageStore>().DeadLetters.QueryAsync(
                new DeadLetterEnvelopeQuery { ExceptionType = exceptionType },
                TestContext.Current.CancellationToken);
            return letters.TotalCount == 1;
        },
        $"a dead letter because of {exceptionType}");

    private async Task ExecuteAsync(string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
