namespace Pure.WebSockets.Tool;

/// <summary>The tool was asked for something that cannot be: one line says what was wrong and what is possible.</summary>
internal sealed class WrongUseException(string message) : Exception(message);

internal static class WrongUse
{
    /// <summary>The exit code: 0 says that no case failed, 1 that some did, 2 that nothing could be said.</summary>
    public const int ExitCode = 2;

    public static int Tell(string message)
    {
        Console.Error.WriteLine($"purews: {message}");
        return ExitCode;
    }
}
