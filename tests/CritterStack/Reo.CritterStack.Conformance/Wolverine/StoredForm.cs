using System.Text;
using Wolverine;

namespace Reo.CritterStack.Conformance.Wolverine;

public sealed record Described(
    string Name,
    DayOfWeek Day,
    string? Nothing,
    DateTimeOffset At,
    decimal Amount,
    int[] Numbers,
    IReadOnlyDictionary<string, int> Map);

public static class DescribedHandler
{
    public static void Handle(Described described, Envelope envelope, Journal journal) => journal.Add(
        $"{described.Name} {described.Day} {described.At:O} {described.Amount} {described.Numbers.Sum()} {described.Map["Key One"]}, "
        + $"{envelope.Headers.GetValueOrDefault("x-origin")} of {envelope.TenantId}");
}

/// <summary>The rows as they stand in the tables, so that a database moves from one supplier to the other.</summary>
public sealed class stored_form(SharedMessagingHost shared) : IClassFixture<SharedMessagingHost>
{
    private static readonly Described Message = new(
        "Zürich <&>",
        DayOfWeek.Friday,
        Nothing: null,
        new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)),
        1.50m,
        [1, 2],
        new Dictionary<string, int> { ["Key One"] = 1 });

    /// <summary>The body of a message of the type Ferried, for the tenant acme, as WolverineFx 6.29.2 wrote it.</summary>
    private const string WrittenByThePackages =
        "DAE5E88D9348DF480B00000006736F757263650770726F647563740C6D6573736167652D747970652E52656F2E43726974746572537461636B2E436F6E666F72"
        + "6D616E63652E576F6C766572696E652E46657272696564097265706C792D757269106C6F63616C3A2F2F7265706C6965732F0C636F6E74656E742D7479706510"
        + "6170706C69636174696F6E2F6A736F6E0E636F7272656C6174696F6E2D69642463373933386638612D623962362D343662342D623139312D3263383132363064"
        + "336134310F636F6E766572736174696F6E2D69642430386466343839332D386465382D653566642D353631392D6664633235356535303030300B64657374696E"
        + "6174696F6E376C6F63616C3A2F2F72656F2E63726974746572737461636B2E636F6E666F726D616E63652E776F6C766572696E652E666572726965642F097465"
        + "6E616E742D69640461636D651661636365707465642D636F6E74656E742D7479706573106170706C69636174696F6E2F6A736F6E026964243038646634383933"
        + "2D386465382D653566642D353631392D6664633235356535303030300C74696D652D746F2D73656E641B323032362D31312D32325431373A32343A32382E3831"
        + "34333230311A0000007B22636172676F223A226F727068616E206F66207265616C227D";

    private readonly MessagingHost host = shared.Value;

    [Fact]
    public async Task a_body_is_the_time_the_headers_and_the_message_as_json()
    {
        var before = TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(-1);
        var session = await host.TrackAsync(bus => bus.ScheduleAsync(
            Message,
            new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero),
            new DeliveryOptions { TenantId = "acme" }.WithHeader("x-origin", "a test")).AsTask());

        var envelope = session.Sent.SingleEnvelope<Described>();
        var (sentAt, headers, json) = Read((await shared.Database.ScalarAsync<byte[]>(
            $"select body from wolverine.wolverine_incoming_envelopes where id = '{envelope.Id}'"))!);
        sentAt.ShouldBeGreaterThan(before);
        sentAt.Kind.ShouldBe(DateTimeKind.Utc);
        headers["id"].ShouldBe(envelope.Id.ToString());
        headers["message-type"].ShouldBe(typeof(Described).FullName);
        headers["content-type"].ShouldBe("application/json");
        headers["destination"].ShouldBe("local://reo.critterstack.conformance.wolverine.described/");
        headers["tenant-id"].ShouldBe("acme");
        headers["time-to-send"].ShouldBe("2100-01-01T00:00:00.0000000");
        headers["reply-uri"].ShouldBe("local://replies/");
        headers["accepted-content-types"].ShouldBe("application/json");
        headers["conversation-id"].ShouldBe(envelope.Id.ToString());
        headers["source"].ShouldNotBeEmpty();
        headers["correlation-id"].ShouldNotBeEmpty();
        headers["x-origin"].ShouldBe("a test");
        json.ShouldBe("""{"name":"Zürich <&>","day":5,"nothing":null,"at":"2026-01-02T03:04:05+02:00","amount":1.50,"numbers":[1,2],"map":{"Key One":1}}""");
    }

    [Fact]
    public async Task a_stored_message_is_read_as_it_was_sent()
    {
        await host.NewBus().ScheduleAsync(Message, TimeSpan.FromMilliseconds(1), new DeliveryOptions { TenantId = "globex" }.WithHeader("x-origin", "a test"));

        await host.Journal.UntilAsync("Zürich <&> Friday 2026-01-02T03:04:05.0000000+02:00 1.50 3 1, a test of globex");
    }

    [Fact]
    public async Task a_row_is_the_nodes_until_it_is_handled_and_says_until_when_it_is_kept()
    {
        var session = await host.PublishAsync(Message, new DeliveryOptions { TenantId = "initech" });

        var id = session.Sent.SingleEnvelope<Described>().Id;
        await shared.Database.UntilAsync(
            $"""
            wolverine.wolverine_incoming_envelopes
            where id = '{id}' and status = 'Handled' and owner_id <> 0 and execution_time is null and attempts = 0
            and keep_until between now() + interval '4 minutes' and now() + interval '6 minutes'
            and message_type = '{typeof(Described).FullName}'
            and received_at = 'local://reo.critterstack.conformance.wolverine.described/'
            """,
            count: 1);
    }

    [Fact]
    public async Task the_tables_have_the_columns_of_wolverine()
    {
        var columns = await shared.Database.ScalarAsync<string>(
            """
            select string_agg(table_name || '.' || column_name || ' ' || data_type || case is_nullable when 'NO' then ' not null' else '' end
                || coalesce(' default ' || column_default, ''), E'\n' order by table_name, ordinal_position)
            from information_schema.columns
            where table_schema = 'wolverine'
            """);

        columns.ShouldBe(
            """
            wolverine_agent_restrictions.id uuid not null
            wolverine_agent_restrictions.uri character varying not null
            wolverine_agent_restrictions.type character varying not null
            wolverine_agent_restrictions.node integer not null default 0
            wolverine_control_queue.id uuid not null
            wolverine_control_queue.message_type character varying not null
            wolverine_control_queue.node_id uuid not null
            wolverine_control_queue.body bytea not null
            wolverine_control_queue.posted timestamp with time zone not null default now()
            wolverine_control_queue.expires timestamp with time zone
            wolverine_dead_letters.id uuid not null
            wolverine_dead_letters.execution_time timestamp with time zone
            wolverine_dead_letters.body bytea not null
            wolverine_dead_letters.message_type character varying not null
            wolverine_dead_letters.received_at character varying
            wolverine_dead_letters.source character varying
            wolverine_dead_letters.exception_type character varying
            wolverine_dead_letters.exception_message character varying
            wolverine_dead_letters.sent_at timestamp with time zone
            wolverine_dead_letters.replayable boolean
            wolverine_incoming_envelopes.id uuid not null
            wolverine_incoming_envelopes.status character varying not null
            wolverine_incoming_envelopes.owner_id integer not null
            wolverine_incoming_envelopes.execution_time timestamp with time zone
            wolverine_incoming_envelopes.attempts integer default 0
            wolverine_incoming_envelopes.body bytea not null
            wolverine_incoming_envelopes.message_type character varying not null
            wolverine_incoming_envelopes.received_at character varying
            wolverine_incoming_envelopes.keep_until timestamp with time zone
            wolverine_node_assignments.id character varying not null
            wolverine_node_assignments.node_id uuid
            wolverine_node_assignments.started timestamp with time zone not null default now()
            wolverine_node_records.id integer not null default nextval('wolverine.wolverine_node_records_id_seq'::regclass)
            wolverine_node_records.node_number integer not null
            wolverine_node_records.event_name character varying not null
            wolverine_node_records.timestamp timestamp with time zone not null default now()
            wolverine_node_records.description character varying
            wolverine_nodes.id uuid not null
            wolverine_nodes.node_number integer not null default nextval('wolverine.wolverine_nodes_node_number_seq'::regclass)
            wolverine_nodes.description character varying not null
            wolverine_nodes.uri character varying not null
            wolverine_nodes.started timestamp with time zone not null default now()
            wolverine_nodes.health_check timestamp with time zone not null default now()
            wolverine_nodes.version character varying
            wolverine_nodes.capabilities ARRAY
            wolverine_outgoing_envelopes.id uuid not null
            wolverine_outgoing_envelopes.owner_id integer not null
            wolverine_outgoing_envelopes.destination character varying not null
            wolverine_outgoing_envelopes.deliver_by timestamp with time zone
            wolverine_outgoing_envelopes.body bytea not null
            wolverine_outgoing_envelopes.attempts integer default 0
            wolverine_outgoing_envelopes.message_type character varying not null
            """,
            StringCompareShould.IgnoreLineEndings);
    }

    [Fact]
    public async Task the_tables_have_the_indexes_and_keys_of_wolverine()
    {
        var indexes = await shared.Database.ScalarAsync<string>(
            "select string_agg(replace(indexdef, ' ON wolverine.', ' ON '), E'\n' order by indexname) from pg_indexes where schemaname = 'wolverine'");
        var foreignKeys = await shared.Database.ScalarAsync<string>(
            "select string_agg(conname || ' ' || pg_get_constraintdef(oid), E'\n') from pg_constraint where connamespace = 'wolverine'::regnamespace and contype = 'f'");

        indexes.ShouldBe(
            """
            CREATE INDEX idx_wolverine_dead_letters_replayable ON wolverine_dead_letters USING btree (replayable) WHERE (replayable = true)
            CREATE INDEX idx_wolverine_incoming_envelopes_owner ON wolverine_incoming_envelopes USING btree (owner_id) WHERE (owner_id <> 0)
            CREATE INDEX idx_wolverine_outgoing_envelopes_owner ON wolverine_outgoing_envelopes USING btree (owner_id) WHERE (owner_id <> 0)
            CREATE UNIQUE INDEX pkey_wolverine_agent_restrictions_id ON wolverine_agent_restrictions USING btree (id)
            CREATE UNIQUE INDEX pkey_wolverine_control_queue_id ON wolverine_control_queue USING btree (id)
            CREATE UNIQUE INDEX pkey_wolverine_dead_letters_id ON wolverine_dead_letters USING btree (id)
            CREATE UNIQUE INDEX pkey_wolverine_incoming_envelopes_id ON wolverine_incoming_envelopes USING btree (id)
            CREATE UNIQUE INDEX pkey_wolverine_node_assignments_id ON wolverine_node_assignments USING btree (id)
            CREATE UNIQUE INDEX pkey_wolverine_node_records_id ON wolverine_node_records USING btree (id)
            CREATE UNIQUE INDEX pkey_wolverine_nodes_id ON wolverine_nodes USING btree (id)
            CREATE UNIQUE INDEX pkey_wolverine_outgoing_envelopes_id ON wolverine_outgoing_envelopes USING btree (id)
            """,
            StringCompareShould.IgnoreLineEndings);
        foreignKeys.ShouldBe("fkey_wolverine_node_assignments_node_id FOREIGN KEY (node_id) REFERENCES wolverine.wolverine_nodes(id) ON DELETE CASCADE");
    }

    [Theory]
    [InlineData("insert into wolverine.wolverine_incoming_envelopes (id, status, owner_id, attempts, body, message_type, received_at) values ($1, 'Incoming', 0, 0, $2, $3, $4)")]
    [InlineData("insert into wolverine.wolverine_incoming_envelopes (id, status, owner_id, execution_time, attempts, body, message_type, received_at) values ($1, 'Scheduled', 0, now(), 0, $2, $3, $4)")]
    [InlineData("insert into wolverine.wolverine_dead_letters (id, body, message_type, received_at, source, exception_type, exception_message, sent_at, replayable) values ($1, $2, $3, $4, 'product', 'System.Exception', 'once', now(), true)")]
    public async Task a_message_that_the_packages_stored_is_handled(string insert)
    {
        var id = Guid.CreateVersion7();
        await using (var command = shared.Database.DataSource.CreateCommand(insert))
        {
            command.Parameters.AddWithValue(id);
            command.Parameters.AddWithValue(Convert.FromHexString(WrittenByThePackages));
            command.Parameters.AddWithValue("Reo.CritterStack.Conformance.Wolverine.Ferried");
            command.Parameters.AddWithValue("local://reo.critterstack.conformance.wolverine.ferried/");
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await shared.Database.UntilAsync($"wolverine.wolverine_incoming_envelopes where id = '{id}' and status = 'Handled'", 1);
        host.Journal.Entries.ShouldContain("ferried orphan of real for acme");
    }

    private static (DateTime SentAt, Dictionary<string, string> Headers, string Json) Read(byte[] body)
    {
        using var reader = new BinaryReader(new MemoryStream(body));
        var sentAt = DateTime.FromBinary(reader.ReadInt64());
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var count = reader.ReadInt32(); count > 0; count--)
            headers[reader.ReadString()] = reader.ReadString();
        return (sentAt, headers, Encoding.UTF8.GetString(reader.ReadBytes(reader.ReadInt32())));
    }
}
