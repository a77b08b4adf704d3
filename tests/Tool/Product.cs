using System.Diagnostics;

namespace Reo.Tool.Tests;

/// <summary>A folder with a product's code, and the tool run in it as a person would; its login is the folder's own.</summary>
internal sealed class Product : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("reo-tool-");

    public Product() => Directory.CreateDirectory(PathOf("."));

    public string PlanFile => PathOf("reo.metrics.txt");

    public string LoginFile => Path.Combine(_root.FullName, "config", "reo", "login.json");

    public string PathOf(string file) => Path.GetFullPath(Path.Combine(_root.FullName, "product", file));

    public void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
        File.WriteAllText(PathOf(file), text);
    }

    public async Task<ToolRun> RunAsync(string commandLine, Dictionary<string, string>? environment = null, string? typed = null)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "reo"), commandLine)
        {
            UseShellExecute = false,
            WorkingDirectory = PathOf("."),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var variable in new[] { "REO_SERVER", "REO_TOKEN", "REO_API_KEY" })
            start.Environment.Remove(variable);
        start.Environment["XDG_CONFIG_HOME"] = Path.Combine(_root.FullName, "config");
        foreach (var (name, value) in environment ?? [])
            start.Environment[name] = value;

        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(typed);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new ToolRun(process.ExitCode, output.Replace(PathOf(".") + Path.DirectorySeparatorChar, ""), (await errors).Replace(PathOf(".") + Path.DirectorySeparatorChar, ""));
    }

    public void Dispose() => _root.Delete(recursive: true);
}

internal sealed record ToolRun(int ExitCode, string Output, string Errors)
{
    public string[] Lines => Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    public ToolRun Succeeded()
    {
        ExitCode.ShouldBe(0, Output + Errors);
        Errors.ShouldBeEmpty();
        return this;
    }

    /// <summary>Nothing but one sentence.</summary>
    public void Failed(string sentence)
    {
        Errors.ShouldBe(sentence + Environment.NewLine);
        Output.ShouldBeEmpty();
        ExitCode.ShouldBe(2);
    }
}
