namespace Reo.EmbeddedPostgres.Running;

/// <summary>
/// The account that PostgreSQL's programs run as. They refuse root; there it is the machine's <c>postgres</c> user, else
/// <c>nobody</c>. Everyone else runs them as themselves.
/// </summary>
internal sealed record ServerAccount(string? Name)
{
    private static readonly string[] Candidates = ["postgres", "nobody"];

    public static async Task<ServerAccount> ChooseAsync(CancellationToken cancellation)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
            return new ServerAccount((string?)null);

        var reason = "";
        foreach (var name in Candidates)
        {
            var probe = await new Command("/bin/sh", ["-c", "exit 0"]) { Account = name, WorkingFolder = "/" }.RunAsync(cancellation);
            if (probe.Succeeded)
                return new ServerAccount(name);
            reason = probe.Said;
        }

        throw new EmbeddedPostgresException(
            "PostgreSQL does not run as root, and root could not start it as the user postgres or nobody"
            + $" ({reason.TrimEnd('.')}). Run this program as an ordinary user, or add a user named postgres.");
    }

    /// <summary>Gives a file or folder to the account, when it is not the one of this process.</summary>
    public async Task OwnAsync(string path, CancellationToken cancellation)
    {
        if (Name is null)
            return;

        var chown = await new Command("chown", ["-R", Name, path]).RunAsync(cancellation);
        if (!chown.Succeeded)
            throw new EmbeddedPostgresException($"Could not give {path} to the user {Name}: {chown.Said}");
    }

    /// <summary>Fails with the name of the folder that keeps the account out of <paramref name="folder"/>.</summary>
    public async Task EnsureCanEnterAsync(string folder, string remedy, CancellationToken cancellation)
    {
        if (Name is null)
            return;

        var way = new List<string>();
        for (var step = new DirectoryInfo(folder); step is not null; step = step.Parent)
            way.Insert(0, step.FullName);
        var walk = new Command("/bin/sh", ["-c", "for d; do [ -x \"$d\" ] || { echo \"$d\"; exit 1; }; done", "sh", .. way])
        {
            Account = Name,
            WorkingFolder = "/",
        };
        var result = await walk.RunAsync(cancellation);
        if (!result.Succeeded)
        {
            throw new EmbeddedPostgresException(
                $"PostgreSQL does not run as root, and the user {Name} that it runs as cannot enter {result.Said}, on the way to {folder}. {remedy}");
        }
    }
}
