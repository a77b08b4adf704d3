using Reo.EmbeddedPostgres.Binaries;

namespace Reo.EmbeddedPostgres.Tests;

/// <summary>A machine with scripts in place of npm and of installed servers: they answer, and leave a note of every call.</summary>
internal sealed class FakePrograms : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("reo-fake-programs-").FullName;

    public FakePrograms()
    {
        Directory.CreateDirectory(ProgramFolder);
        Directory.CreateDirectory(InstalledRoot);
    }

    public string ProgramFolder => Path.Combine(root, "path");

    public string CacheFolder => Path.Combine(root, "cache");

    public string Calls => Path.Combine(root, "calls");

    private string InstalledRoot => Path.Combine(root, "installed");

    public Surroundings Surroundings =>
        new(Platform.Current, CacheFolder, [ProgramFolder, "/usr/bin", "/bin"], [Path.Combine(InstalledRoot, "*", "bin")]);

    /// <summary>The same machine without a search path.</summary>
    public Surroundings WithoutPath => Surroundings with { ProgramFolders = [] };

    /// <summary>An npm that takes half a second to unpack a package with one library and one link to it.</summary>
    public void AddNpmThatFetches()
    {
        var package = $"node_modules/{Platform.Current.Package}/native";
        Write(Path.Combine(ProgramFolder, "npm"), $$"""
            #!/bin/sh
            umask 077
            echo "npm $*" >> '{{Calls}}'
            test -f package-lock.json || exit 1
            mkdir -p {{package}}/bin {{package}}/lib
            sleep 0.5
            printf '#!/bin/sh\necho "postgres (PostgreSQL) 18.4"\n' > {{package}}/bin/postgres
            chmod +x {{package}}/bin/postgres
            cp {{package}}/bin/postgres {{package}}/bin/initdb
            cp {{package}}/bin/postgres {{package}}/bin/pg_ctl
            echo library > {{package}}/lib/libpq.so.5.18
            echo '[{"source":"native/lib/libpq.so.5.18","target":"native/lib/libpq.so.5"}]' > {{package}}/pg-symlinks.json
            """);
    }

    public void AddNpmThatFails(string message) => Write(Path.Combine(ProgramFolder, "npm"), $"""
        #!/bin/sh
        echo '{message}' >&2
        exit 1
        """);

    public string AddInstalled(string version)
    {
        var bin = Directory.CreateDirectory(Path.Combine(InstalledRoot, version, "bin")).FullName;
        foreach (var program in (string[])["postgres", "initdb", "pg_ctl"])
            Write(Path.Combine(bin, program), $"#!/bin/sh\necho '{program} (PostgreSQL) {version} (Some Linux {version}-1)'\n");
        return bin;
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private static void Write(string file, string text)
    {
        File.WriteAllText(file, text + "\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
