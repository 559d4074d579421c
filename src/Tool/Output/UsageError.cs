namespace Pure.WebSockets.Tool;

/// <summary>The tool cannot perform the requested command. The message states in one line what is wrong and what is possible.</summary>
internal sealed class UsageException(string message) : Exception(message);

internal static class UsageError
{
    /// <summary>The exit code 2: there is no result. 0 means that no case failed, 1 that a case failed.</summary>
    public const int ExitCode = 2;

    /// <summary>Writes the message to standard error and returns <see cref="ExitCode"/>.</summary>
    public static int Report(string message)
    {
        Console.Error.WriteLine($"purews: {message}");
        return ExitCode;
    }
}
