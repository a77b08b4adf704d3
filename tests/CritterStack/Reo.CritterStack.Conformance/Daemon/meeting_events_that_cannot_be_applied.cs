using System.Text.Json;
using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Reo.Testing;

namespace Reo.CritterStack.Conformance.Daemon;

public sealed class meeting_events_that_cannot_be_applied(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task an_aggregate_skips_the_event_alone_and_keeps_a_dead_letter()
    {
        await using var host = await DaemonHost.StartAsync(
            database.ConnectionString, "evolve", options => options.Projections.Add(new AccountProjection(), ProjectionLifecycle.Async));
        await host.AppendAsync("acme", "acme/1", new Deposited(1), new Deposited(-1), new Deposited(2));
        await host.AppendAsync("globex", "globex/1", new Deposited(3));
        await host.ProjectedAsync();

        (await host.LoadAsync<Account>("acme", "acme/1"))?.Balance.ShouldBe(3);
        (await host.LoadAsync<Account>("acme", "acme/1"))?.Version.ShouldBe(3);
        (await host.LoadAsync<Account>("globex", "globex/1"))?.Balance.ShouldBe(3);
        var letter = await SingleDeadLetterAsync(host, "evolve");
        (letter.ProjectionName, letter.ShardName, letter.EventSequence, letter.TenantId).ShouldBe(("Account", "All", 2, "acme"));
        letter.ExceptionType.ShouldBe("InvalidOperationException");
        letter.ExceptionMessage.ShouldStartWith("Failure to apply event #2");
    }

    [Fact]
    public async Task a_hand_written_projection_has_the_event_skipped_that_it_names()
    {
        await using var host = await StartAsync("named", "Named", new Journal("Named", events =>
        {
            if (events.FirstOrDefault(e => e.Data is Noted) is { } noted)
                throw new ApplyEventException(noted, new NotSupportedException("No notes"));
        }));
        await host.AppendAsync("acme", "acme/1", new Deposited(1), new Noted("n"), new Deposited(2), new Noted("m"));
        await host.ProjectedAsync();

        (await host.JournalAsync("Named")).Select(line => line.Sequence).ShouldBe([1, 3]);
        (await host.ScalarAsync<string>("select string_agg(data ->> 'EventSequence', ',' order by data ->> 'EventSequence') from named.mt_doc_deadletterevent"))
            .ShouldBe("2,4");
    }

    [Fact]
    public async Task data_that_does_not_fit_its_type_is_skipped_with_a_dead_letter()
    {
        await using var host = await StartAsync("unreadable", "Unreadable", new Journal("Unreadable", events => _ = events.Sum(Amount)));
        await host.Coordinator.PauseAsync();
        await host.AppendAsync("acme", "acme/1", new Deposited(1), new Deposited(2), new Deposited(3));
        await host.ExecuteAsync("""update unreadable.mt_events set data = '{"Amount": "much"}' where seq_id = 2""");
        await host.Coordinator.ResumeAsync();
        await host.ProjectedAsync();

        (await host.JournalAsync("Unreadable")).Select(line => line.Sequence).ShouldBe([1, 3]);
        var letter = await SingleDeadLetterAsync(host, "unreadable");
        (letter.ProjectionName, letter.EventSequence).ShouldBe(("Unreadable", 2));
        letter.ExceptionType.ShouldBe("Marten.Exceptions.EventDeserializationFailureException");
    }

    [Fact]
    public async Task an_event_of_an_unknown_type_is_skipped()
    {
        await using var host = await StartAsync("strange", "Strange", new Journal("Strange"));
        await host.Coordinator.PauseAsync();
        await host.AppendAsync("acme", "acme/1", new Deposited(1), new Deposited(2), new Deposited(3));
        await host.ExecuteAsync("update strange.mt_events set type = 'strange', mt_dotnet_type = 'Strange, Strange' where seq_id = 2");
        await host.Coordinator.ResumeAsync();
        await host.ProjectedAsync();

        (await host.JournalAsync("Strange")).Select(line => line.Sequence).ShouldBe([1, 3]);
        (await host.ScalarAsync<long>("select count(*) from strange.mt_doc_deadletterevent")).ShouldBe(0);
    }

    [Fact]
    public async Task any_other_failure_pauses_the_shard_and_skips_nothing_until_it_is_mended()
    {
        var broken = true;
        await using var host = await StartAsync("broken", "Broken", new Journal("Broken", _ =>
        {
            if (Volatile.Read(ref broken))
                throw new InvalidOperationException("Broken");
        }));
        await host.AppendAsync("acme", "acme/1", new Deposited(1), new Deposited(2));
        await DaemonHost.UntilAsync(() => Task.FromResult(host.Daemon.StatusFor("Broken:All") == AgentStatus.Paused));
        (await host.ProgressAsync("Broken:All") ?? 0).ShouldBe(0);
        (await host.ScalarAsync<long>("select count(*) from broken.mt_doc_deadletterevent")).ShouldBe(0);

        Volatile.Write(ref broken, false);
        await host.ProjectedAsync();

        (await host.JournalAsync("Broken")).Select(line => line.Sequence).ShouldBe([1, 2]);
        await DaemonHost.UntilAsync(() => Task.FromResult(host.Daemon.StatusFor("Broken:All") == AgentStatus.Running));
    }

    [Fact]
    public async Task the_shard_pauses_at_them_where_they_are_not_to_be_skipped()
    {
        await using var host = await DaemonHost.StartAsync(database.ConnectionString, "strict", options =>
        {
            options.Projections.Errors.SkipApplyErrors = false;
            options.Projections.Add(new AccountProjection(), ProjectionLifecycle.Async);
        });
        await host.AppendAsync("acme", "acme/1", new Deposited(1), new Deposited(-1));

        await DaemonHost.UntilAsync(() => Task.FromResult(host.Daemon.StatusFor("Account:All") == AgentStatus.Paused));

        (await host.ProgressAsync("Account:All") ?? 0).ShouldBe(0);
        (await host.ScalarAsync<long>("select count(*) from strict.mt_doc_deadletterevent")).ShouldBe(0);
    }

    private static int Amount(IEvent e) => e.Data is Deposited deposited ? deposited.Amount : 0;

    private static async Task<DeadLetterEvent> SingleDeadLetterAsync(DaemonHost host, string schema)
    {
        (await host.ScalarAsync<long>($"select count(*) from {schema}.mt_doc_deadletterevent")).ShouldBe(1);
        var json = await host.ScalarAsync<string>($"select data::text from {schema}.mt_doc_deadletterevent");
        return JsonSerializer.Deserialize<DeadLetterEvent>(json)!;
    }

    private Task<DaemonHost> StartAsync(string schema, string name, Journal journal) =>
        DaemonHost.StartAsync(database.ConnectionString, schema, options => options.Projections.Add(journal, ProjectionLifecycle.Async, name));
}
