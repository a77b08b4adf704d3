using Npgsql;

namespace Reo.EmbeddedPostgres.Tests;

public sealed class a_running_server(a_running_server.Fixture running) : IClassFixture<a_running_server.Fixture>
{
    private readonly TestServer folder = running.Folder;
    private readonly EmbeddedPostgresServer server = running.Server;

    [Fact]
    public async Task has_durability_loopback_and_scram_in_force_whatever_its_files_say()
    {
        await TestServer.QueryAsync(server.ConnectionString, "alter system set fsync = off");
        await TestServer.QueryAsync(server.ConnectionString, "alter system set full_page_writes = off");
        await File.AppendAllTextAsync(
            Path.Combine(folder.Files.Data, "postgresql.conf"),
            "\nfsync = off\nsynchronous_commit = off\nlisten_addresses = '*'\npassword_encryption = md5\n",
            TestContext.Current.CancellationToken);
        await server.RestartAsync(cancellation: TestContext.Current.CancellationToken);

        var settings = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var name in (string[])["fsync", "full_page_writes", "synchronous_commit", "listen_addresses", "password_encryption", "server_encoding", "lc_collate", "shared_buffers"])
            settings[name] = await TestServer.QueryAsync(server.ConnectionString, $"select current_setting('{name}', true)");

        settings["fsync"].ShouldBe("on");
        settings["full_page_writes"].ShouldBe("on");
        settings["synchronous_commit"].ShouldBe("on");
        settings["listen_addresses"].ShouldBe("127.0.0.1");
        settings["password_encryption"].ShouldBe("scram-sha-256");
        settings["server_encoding"].ShouldBe("UTF8");
        settings["shared_buffers"].ShouldBe("16MB");
    }

    [Fact]
    public async Task is_found_by_who_has_work_for_it_and_may_read_its_password()
    {
        var found = await EmbeddedPostgresServer.FindRunningAsync(
            TestServer.Options(folder.DataFolder) with { Database = "postgres" }, TestContext.Current.CancellationToken);

        (await TestServer.QueryAsync(found!, "select current_database()")).ShouldBe("postgres");
    }

    [Fact]
    public async Task is_not_found_on_a_folder_that_nobody_owns()
    {
        await using var nobodys = new TestServer();

        (await EmbeddedPostgresServer.FindRunningAsync(TestServer.Options(nobodys.DataFolder), TestContext.Current.CancellationToken)).ShouldBeNull();
    }

    [Fact]
    public async Task lets_nobody_in_with_a_wrong_password()
    {
        var wrong = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Password = "guess" }.ConnectionString;

        var refusal = await Should.ThrowAsync<PostgresException>(() => TestServer.QueryAsync(wrong, "select 1"));

        refusal.SqlState.ShouldBe(PostgresErrorCodes.InvalidPassword);
        (await TestServer.QueryAsync(
            server.ConnectionString, "select count(*) from pg_hba_file_rules where auth_method <> 'scram-sha-256'")).ShouldBe(0L);
    }

    [Fact]
    public async Task keeps_its_password_to_itself()
    {
        var password = new NpgsqlConnectionStringBuilder(server.ConnectionString).Password!;

        password.Length.ShouldBeGreaterThanOrEqualTo(32);
        (await File.ReadAllTextAsync(server.LogFile, TestContext.Current.CancellationToken)).ShouldNotContain(password);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(folder.Files.PasswordFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task is_the_only_one_on_its_data_folder()
    {
        var refusal = await Should.ThrowAsync<EmbeddedPostgresException>(() => folder.StartAsync());

        refusal.Message.ShouldContain(folder.DataFolder);
        refusal.Message.ShouldContain("Another running process owns");
        (await TestServer.QueryAsync(server.ConnectionString, "select 1")).ShouldBe(1);
    }

    [Fact]
    public async Task cannot_be_deleted()
    {
        await Should.ThrowAsync<EmbeddedPostgresException>(() => EmbeddedPostgresServer.DeleteAsync(folder.DataFolder));

        (await TestServer.QueryAsync(server.ConnectionString, "select 1")).ShouldBe(1);
    }

    [Fact]
    public async Task makes_databases_that_are_missing_and_leaves_those_that_are_there()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await server.CreateDatabaseAsync("Reports \"2026\"", cancellation);
        await TestServer.QueryAsync(server.ConnectionStringFor("Reports \"2026\""), "create table kept ()");

        await server.CreateDatabaseAsync("Reports \"2026\"", cancellation);

        (await TestServer.QueryAsync(server.ConnectionStringFor("Reports \"2026\""), "select count(*) from kept")).ShouldBe(0L);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task comes_back_on_its_port_with_its_data_after_a_restart(bool immediate)
    {
        await TestServer.QueryAsync(server.ConnectionString, "create table if not exists kept as select 42 as answer");
        var port = server.Port;

        await server.RestartAsync(immediate, TestContext.Current.CancellationToken);

        server.Port.ShouldBe(port);
        (await TestServer.QueryAsync(server.ConnectionString, "select answer from kept")).ShouldBe(42);
    }

    [Fact]
    public async Task comes_back_after_its_process_is_killed_while_sessions_are_open()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await TestServer.QueryAsync(server.ConnectionString, "create table if not exists kept as select 42 as answer");
        await using var open = new NpgsqlConnection(server.ConnectionString + ";Pooling=false");
        await open.OpenAsync(cancellation);

        await server.KillAsync(cancellation);
        await server.RestartAsync(cancellation: cancellation);

        (await TestServer.QueryAsync(server.ConnectionString, "select answer from kept")).ShouldBe(42);
    }

    public sealed class Fixture : IAsyncLifetime
    {
        private EmbeddedPostgresServer? server;

        internal TestServer Folder { get; } = new();

        public EmbeddedPostgresServer Server => server ?? throw new InvalidOperationException("The server starts in InitializeAsync.");

        public async ValueTask InitializeAsync() => server = await Folder.StartAsync();

        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            await Folder.DisposeAsync();
        }
    }
}
