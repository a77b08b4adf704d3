using System.Globalization;
using System.Text.RegularExpressions;
using Reo.EmbeddedPostgres.Running;

namespace Reo.EmbeddedPostgres.Binaries;

/// <summary>A folder with PostgreSQL's programs in it.</summary>
internal sealed partial record PostgresBinaries(string Folder, string ExecutableSuffix, Version Version, string Source)
{
    public const int OldestMajor = 15;

    public const string FromNpm = "npm package";
    public const string Installed = "installed";

    private static readonly string[] Needed = ["initdb", "pg_ctl", "postgres"];

    public string Initdb => Path.Combine(Folder, "initdb" + ExecutableSuffix);

    public string PgCtl => Path.Combine(Folder, "pg_ctl" + ExecutableSuffix);

    /// <summary>The programs in <paramref name="folder"/>, or <c>null</c> and why they cannot be used.</summary>
    public static async Task<(PostgresBinaries? Found, string Reason)> InAsync(
        string folder, string executableSuffix, string source, CancellationToken cancellation)
    {
        var missing = Needed.FirstOrDefault(name => !File.Exists(Path.Combine(folder, name + executableSuffix)));
        if (missing is not null)
            return (null, $"{folder} has no {missing}");

        var asked = new Command(Path.Combine(folder, "postgres" + executableSuffix), ["--version"]) { Timeout = TimeSpan.FromSeconds(30) };
        var answer = await asked.RunAsync(cancellation);
        var match = VersionText().Match(answer.Output);
        if (!answer.Succeeded || !match.Success)
            return (null, $"{folder} does not run here: {answer.Said}");

        var version = new Version(
            int.Parse(match.Groups["major"].ValueSpan, CultureInfo.InvariantCulture),
            match.Groups["minor"].Success ? int.Parse(match.Groups["minor"].ValueSpan, CultureInfo.InvariantCulture) : 0);
        return version.Major < OldestMajor
            ? (null, $"{folder} is PostgreSQL {version}, older than {OldestMajor}")
            : (new PostgresBinaries(folder, executableSuffix, version, source), "");
    }

    [GeneratedRegex(@"\(PostgreSQL\) (?<major>\d+)(\.(?<minor>\d+))?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionText();
}
