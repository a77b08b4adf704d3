using System.CommandLine;

namespace Reo.Tenancy;

/// <summary>Runs one command's work with the host's services, on the configured database and without a web server.</summary>
/// <returns>The exit code.</returns>
public delegate Task<int> RunOnHost(Func<IServiceProvider, CancellationToken, Task<int>> work, CancellationToken cancellation);

/// <summary>What commands of this module say in one voice.</summary>
internal static class CommandOutput
{
    public const string DefaultPublicUrl = "http://localhost:5080";

    public static Option<string> Tenant { get; } = new("--tenant") { Description = "The tenant's id", HelpName = "id", Required = true };

    public static Option<string> Email { get; } = new("--email") { Description = "The person's e-mail", HelpName = "address", Required = true };

    public static async Task<int> DoneAsync(this ParseResult command, string text)
    {
        await command.InvocationConfiguration.Output.WriteLineAsync(text);
        return 0;
    }

    public static async Task<int> RefusedAsync(this ParseResult command, string reason)
    {
        await command.InvocationConfiguration.Error.WriteLineAsync(reason);
        return 1;
    }
}
