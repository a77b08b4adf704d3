using System.CommandLine;
using Spectre.Console;

namespace Reo.Tool;

/// <summary>What the command says: answers to the output, one sentence to the error stream when it cannot be done.</summary>
internal static class Say
{
    public const int Done = 0;

    /// <summary>The answer is no: the plan is behind, the event was refused.</summary>
    public const int No = 1;

    /// <summary>There is no answer.</summary>
    public const int Failed = 2;

    /// <summary>Runs a command's work; what it cannot do, it says in one sentence.</summary>
    public static void SetWork(this Command command, Func<ParseResult, IAnsiConsole, CancellationToken, Task<int>> work) =>
        command.SetAction(async (parse, cancellation) =>
        {
            try
            {
                return await work(parse, Console(parse.InvocationConfiguration.Output), cancellation);
            }
            catch (CannotException cannot)
            {
                await parse.InvocationConfiguration.Error.WriteLineAsync(cannot.Message);
                return Failed;
            }
        });

    /// <summary>Lines are as long as they are: who reads them may be a script.</summary>
    private static IAnsiConsole Console(TextWriter output)
    {
        var isPlain = System.Console.IsOutputRedirected;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = isPlain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = isPlain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        });
        console.Profile.Width = 100_000;
        return console;
    }
}

/// <summary>Why something cannot be done: one sentence with the remedy in it.</summary>
internal sealed class CannotException(string sentence) : Exception(sentence);
