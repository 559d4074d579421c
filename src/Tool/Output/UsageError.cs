namespace Pure.WebSockets.Tool;

/// <summary>
/// The exception that is thrown if the tool cannot perform the requested command. The message describes the problem and the possible
/// values. Each line of the message describes one problem.
/// </summary>
internal sealed class UsageException(string message) : Exception(message);

internal static class UsageError
{
    /// <summary>
    /// The exit code of a command that could not produce a result. A command with a result returns 1 if a case failed or a comparison found
    /// something worse, and 0 otherwise.
    /// </summary>
    public const int ExitCode = 2;

    /// <summary>Writes the message to standard error, each line after the name of the tool, and returns <see cref="ExitCode"/>.</summary>
    public static int Report(string message)
    {
        foreach (var line in message.Split('\n')) Console.Error.WriteLine($"purews: {line}");
        return ExitCode;
    }
}
