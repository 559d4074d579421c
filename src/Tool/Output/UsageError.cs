namespace Pure.WebSockets.Tool;

/// <summary>
/// The exception that is thrown if the tool cannot run the requested command. Each line of the message describes one problem, with the
/// allowed values where possible.
/// </summary>
internal sealed class UsageException(string message) : Exception(message);

internal static class UsageError
{
    /// <summary>
    /// The exit code of a command that did not produce a result. A command that produced a result exits with 0 or 1. The command defines
    /// the meaning of 1, for example that a case failed.
    /// </summary>
    public const int ExitCode = 2;

    /// <summary>Writes the message to standard error, with the name of the tool before each line. Returns <see cref="ExitCode"/>.</summary>
    public static int Report(string message)
    {
        foreach (var line in message.Split('\n')) Console.Error.WriteLine($"purews: {line}");
        return ExitCode;
    }
}
