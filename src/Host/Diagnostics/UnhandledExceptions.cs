namespace Pure.WebSockets.Host;

/// <summary>Writes unhandled exceptions of an application to standard error.</summary>
internal static class UnhandledExceptions
{
    private const string Heading =
        "Pure.WebSockets: unhandled exception. It is written to standard error because neither OnError nor Logger is set.";

    /// <summary>
    /// Writes an exception in a single call, so that the output of concurrent calls is not interleaved. This method never throws.
    /// </summary>
    public static void Write(Exception exception)
    {
        try
        {
            Console.Error.WriteLine($"{Heading}{Environment.NewLine}{exception}");
        }
        catch (Exception)
        {
            // If standard error is closed, the exception cannot be reported anywhere else.
        }
    }
}
