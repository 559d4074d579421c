using Spectre.Console;

namespace Pure.WebSockets.Tool;

/// <summary>
/// Configures the output of messages to the user. The messages are written to standard output. If a report is written to standard output,
/// the messages are written to standard error instead.
/// </summary>
internal static class Terminal
{
    /// <summary>Turns off colours, animated progress bars and line wrapping if standard output is not a terminal.</summary>
    public static void Configure()
    {
        if (Console.IsOutputRedirected) UsePlain();
    }

    /// <summary>Redirects all further messages to standard error.</summary>
    public static void MoveToErrors()
    {
        Console.SetOut(Console.Error);
        if (Console.IsErrorRedirected) UsePlain();
        else AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
    }

    private static void UsePlain()
    {
        AnsiConsole.Console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = AnsiSupport.No,
                Interactive = InteractionSupport.No,
                Out = new AnsiConsoleOutput(Console.Out),
            }
        );
        AnsiConsole.Profile.Width = 1000;
    }
}
