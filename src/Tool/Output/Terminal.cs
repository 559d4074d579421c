using Spectre.Console;

namespace Pure.WebSockets.Tool;

/// <summary>Where people are told things: standard output, or standard error when a report goes to standard output.</summary>
internal static class Terminal
{
    /// <summary>A log is no terminal: no colours there, no bars that overwrite themselves, and no lines broken to fit.</summary>
    public static void Use()
    {
        if (Console.IsOutputRedirected) UsePlain();
    }

    /// <summary>From now on people are told on standard error.</summary>
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
