using Marten.Exceptions;
using Npgsql;

namespace Reo.CritterStack.Conformance.Marten;

public sealed class running_sql(MartenStore marten) : IClassFixture<MartenStore>
{
    private static readonly string[] Letters = ["a", "b"];

    private static readonly int[] Numbers = [1, 2];

    [Fact]
    public async Task a_clause_selects_documents_of_all_tenants_unless_it_names_one()
    {
        await using var session = marten.Session();
        session.Store(new Customer { Id = "s1", Name = "sql" });
        session.ForTenant("beta").Store(new Customer { Id = "s2", Name = "sql" });
        await session.SaveChangesAsync(Cancellation);

        (await session.QueryAsync<Customer>("where data ->> 'Name' = ? order by id", Cancellation, "sql")).Select(c => c.Id).ShouldBe(["s1", "s2"]);
        (await session.QueryAsync<Customer>("where data ->> 'Name' = ? and tenant_id = ?", "sql", session.TenantId)).Select(c => c.Id).ShouldBe(["s1"]);
    }

    [Fact]
    public async Task a_select_gives_documents_json_or_scalars()
    {
        await using var session = marten.Session();
        session.Store(new Customer { Id = "s3", Orders = 3 });
        await session.SaveChangesAsync(Cancellation);

        (await session.QueryAsync<Customer>("select data from app.mt_doc_customer where id = ?", "s3")).ShouldHaveSingleItem().Orders.ShouldBe(3);
        (await session.QueryAsync<Sum>("select jsonb_build_object('Count', 2, 'Total', 7)")).ShouldBe([new Sum(2, 7)]);
        (await session.QueryAsync<int>("select count(*) from app.mt_doc_customer where id = ?", "s3")).ShouldBe([1]);
        (await session.QueryAsync<string>("select id from app.mt_doc_customer where id = ?", "s3")).ShouldBe(["s3"]);
    }

    [Fact]
    public async Task an_advanced_select_gives_a_documents_id_and_data()
    {
        await using var session = marten.Session();
        session.Store(new Customer { Id = "s4", Orders = 4 });
        await session.SaveChangesAsync(Cancellation);

        (await session.AdvancedSql.QueryAsync<Customer>("select id, data from app.mt_doc_customer where id = ?", Cancellation, "s4")).ShouldHaveSingleItem().Orders.ShouldBe(4);
        (await session.AdvancedSql.QueryAsync<long>("select count(*) from app.mt_doc_customer where id = ?", Cancellation, "s4")).ShouldBe([1L]);
        (await session.AdvancedSql.QueryAsync<Sum>("select jsonb_build_object('Count', 1, 'Total', 2)", Cancellation)).ShouldBe([new Sum(1, 2)]);
    }

    [Fact]
    public async Task queued_commands_run_in_order_with_documents_and_after_events()
    {
        await marten.RowsAsync("create table app.seen (step text, documents bigint, events bigint)");
        const string look = "insert into app.seen select ?, (select count(*) from app.mt_doc_customer where id = 'q'), (select count(*) from app.mt_events where stream_id = 'acme/q')";
        await using var session = marten.Session();

        session.QueueSqlCommand(look, "before");
        session.Store(new Customer { Id = "q" });
        session.QueueSqlCommand(look, "after");
        session.Events.Append("acme/q", new AccountOpened("Ada"));
        await session.SaveChangesAsync(Cancellation);

        (await marten.RowsAsync("select * from app.seen order by documents")).ShouldBe(["before|0|1", "after|1|1"]);
    }

    [Fact]
    public async Task queued_commands_take_arrays_and_nulls_and_may_return_rows()
    {
        await marten.RowsAsync("create table app.pairs (number int, letter text)");
        await using var session = marten.Session();

        session.QueueSqlCommand("insert into app.pairs select * from unnest(?, ?)", Numbers, Letters);
        session.QueueSqlCommand("insert into app.pairs values (?, ?)", 3, DBNull.Value);
        session.QueueSqlCommand("select 1");
        session.Insert(new Customer { Id = "pairs" });
        await session.SaveChangesAsync(Cancellation);

        (await marten.RowsAsync("select * from app.pairs order by 1")).ShouldBe(["1|a", "2|b", "3|null"]);
    }

    [Fact]
    public async Task a_failing_command_fails_the_commit()
    {
        await using var session = marten.Session();
        session.Store(new Customer { Id = "undone" });
        session.QueueSqlCommand("insert into app.no_such_table values (?)", 1);

        var failure = await Should.ThrowAsync<MartenCommandException>(() => session.SaveChangesAsync(Cancellation));

        failure.InnerException.ShouldBeOfType<PostgresException>().SqlState.ShouldBe(PostgresErrorCodes.UndefinedTable);
        await using var next = marten.Session();
        (await next.LoadAsync<Customer>("undone", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task a_command_has_one_statement_and_a_value_for_each_placeholder()
    {
        await using var session = marten.Session();

        Should.Throw<ArgumentOutOfRangeException>(() => session.QueueSqlCommand("select 1; select 2"));
        await Should.ThrowAsync<InvalidOperationException>(async () =>
        {
            session.QueueSqlCommand("select ?, ?", 1);
            await session.SaveChangesAsync(Cancellation);
        });
    }

    [Fact]
    public async Task a_command_of_npgsql_runs_on_the_sessions_connection()
    {
        await using var session = marten.Session();
        await using var command = new NpgsqlCommand("select 1");

        await session.ExecuteAsync(command, Cancellation);

        command.Connection.ShouldNotBeNull();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public sealed record Sum(int Count, int Total);
}
