using Marten;

namespace Reo.CritterStack.Conformance.Marten;

public sealed class created_tables(MartenStore marten) : IClassFixture<MartenStore>
{
    [Theory]
    [InlineData("mt_events", "seq_id bigint not null, id uuid not null, stream_id varchar, version bigint not null, data jsonb not null, bdata bytea, type varchar(500) not null, timestamp timestamptz not null, tenant_id varchar, mt_dotnet_type varchar, is_archived boolean")]
    [InlineData("mt_streams", "tenant_id varchar not null, id varchar not null, type varchar, version bigint, timestamp timestamptz not null, created timestamptz not null, is_archived boolean")]
    [InlineData("mt_event_progression", "name varchar not null, last_seq_id bigint, last_updated timestamptz")]
    [InlineData("mt_doc_customer", "tenant_id varchar not null, id varchar not null, data jsonb not null, mt_last_modified timestamptz, mt_version uuid not null, mt_dotnet_type varchar")]
    [InlineData("mt_doc_note", "tenant_id varchar not null, id uuid not null, data jsonb not null, mt_last_modified timestamptz, mt_version uuid not null, mt_dotnet_type varchar")]
    [InlineData("mt_doc_land", "id varchar not null, data jsonb not null, mt_last_modified timestamptz, mt_version uuid not null, mt_dotnet_type varchar")]
    [InlineData("mt_doc_contract", "tenant_id varchar not null, id varchar not null, data jsonb not null, mt_last_modified timestamptz, mt_version uuid not null, mt_dotnet_type varchar")]
    [InlineData("mt_doc_draft", "tenant_id varchar not null, id varchar not null, data jsonb not null, mt_last_modified timestamptz, mt_dotnet_type varchar, mt_version integer not null")]
    [InlineData("mt_doc_account", "tenant_id varchar not null, id varchar not null, data jsonb not null, mt_last_modified timestamptz, mt_dotnet_type varchar, mt_version bigint not null")]
    public async Task have_the_documented_columns(string table, string columns)
    {
        await UseAllAsync();

        var found = await marten.RowsAsync(
            $"""
            select string_agg(attname || ' ' || replace(replace(format_type(atttypid, atttypmod), 'character varying', 'varchar'), 'timestamp with time zone', 'timestamptz')
              || case when attnotnull then ' not null' else '' end, ', ' order by attnum)
            from pg_attribute
            where attrelid = 'app.{table}'::regclass and attnum > 0
            """);

        found.ShouldBe([columns]);
    }

    [Theory]
    [InlineData("mt_events", "fkey_mt_events_stream_id_tenant_id FOREIGN KEY (tenant_id, stream_id) REFERENCES app.mt_streams(tenant_id, id)")]
    [InlineData("mt_events", "pkey_mt_events_seq_id PRIMARY KEY (seq_id)")]
    [InlineData("mt_streams", "pkey_mt_streams_tenant_id_id PRIMARY KEY (tenant_id, id)")]
    [InlineData("mt_event_progression", "pk_mt_event_progression PRIMARY KEY (name)")]
    [InlineData("mt_doc_customer", "pkey_mt_doc_customer_tenant_id_id PRIMARY KEY (tenant_id, id)")]
    [InlineData("mt_doc_land", "pkey_mt_doc_land_id PRIMARY KEY (id)")]
    public async Task have_the_documented_keys(string table, string key)
    {
        await UseAllAsync();

        (await marten.RowsAsync($"select conname || ' ' || pg_get_constraintdef(oid) from pg_constraint where conrelid = 'app.{table}'::regclass")).ShouldContain(key);
    }

    [Fact]
    public async Task have_the_documented_indexes_and_sequence()
    {
        (await marten.RowsAsync("select indexdef from pg_indexes where schemaname = 'app' and tablename = 'mt_events' order by indexdef collate \"C\"")).ShouldBe(
        [
            "CREATE UNIQUE INDEX idx_mt_events_event_id ON app.mt_events USING btree (id)",
            "CREATE UNIQUE INDEX pk_mt_events_stream_and_version ON app.mt_events USING btree (tenant_id, stream_id, version)",
            "CREATE UNIQUE INDEX pkey_mt_events_seq_id ON app.mt_events USING btree (seq_id)",
        ]);
        (await marten.RowsAsync("select pg_get_serial_sequence('app.mt_events', 'seq_id'), cache_size from pg_sequences where schemaname = 'app' and sequencename = 'mt_events_sequence'"))
            .ShouldBe(["app.mt_events_sequence|1"]);
    }

    [Fact]
    public async Task are_left_alone_when_they_exist()
    {
        await UseAllAsync();
        var before = await FilesAsync();

        await using (var store = marten.Open())
            await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();

        (await FilesAsync()).ShouldBe(before);
    }

    private Task<List<string>> FilesAsync() =>
        marten.RowsAsync("select relname, oid, relfilenode from pg_class where relnamespace = 'app'::regnamespace and relkind in ('r', 'i', 'S') order by 1");

    private async Task UseAllAsync()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var session = marten.Store.QuerySession("acme");
        await session.Query<Customer>().AnyAsync(ct);
        await session.Query<Note>().AnyAsync(ct);
        await session.Query<Country>().AnyAsync(ct);
        await session.Query<Contract>().AnyAsync(ct);
        await session.Query<Draft>().AnyAsync(ct);
        await session.Query<Account>().AnyAsync(ct);
    }
}
