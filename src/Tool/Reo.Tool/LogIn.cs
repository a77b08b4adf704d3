using System.CommandLine;
using Reo.Tool.Server;
using Spectre.Console;

namespace Reo.Tool;

/// <summary><c>reo login</c></summary>
internal static class LogIn
{
    private static readonly Option<string> _server = new("--server") { Description = "The server's address", HelpName = "url", Required = true };

    public static Command Command()
    {
        var logIn = new Command("login", "Asks for a personal access token or an API key, tries it, and keeps it for this user; reads it from a pipe too") { _server };
        logIn.SetWork(RunAsync);
        return logIn;
    }

    private static async Task<int> RunAsync(ParseResult parse, IAnsiConsole console, CancellationToken cancellation)
    {
        var credential = (Console.IsInputRedirected
            ? await Console.In.ReadLineAsync(cancellation)
            : await new TextPrompt<string>("Token or API key:").Secret().ShowAsync(console, cancellation))?.Trim();
        if (credential is not { Length: > 0 })
            throw new CannotException("There is no token: type one, or pipe it in.");

        var login = new Login(parse.GetRequiredValue(_server), credential);
        using var server = new ReoServer(login);
        var plan = await server.PlanAsync(cancellation);
        login.Store();
        console.WriteLine($"Logged in to {login.Server}, tenant {plan.Tenant}. Kept in {Login.StoredIn}.");
        return Say.Done;
    }
}
