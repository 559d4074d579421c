namespace Pure.WebSockets.Host;

/// <summary>Where an application's exceptions go by default: to standard error.</summary>
internal static class UnhandledExceptions
{
    private const string Heading =
        "Pure.WebSockets: unhandled exception. It is written here because neither OnError nor Logger of the options is set.";

    /// <summary>Writes one exception, in one call. It never throws.</summary>
    public static void Write(Exception exception)
    {
        try
        {
            Console.Error.WriteLine($"{Heading}{Environment.NewLine}{exception}");
        }
        catch (Exception)
        {
            // Standard error may be closed. There is no other place to report to.
        }
    }
}
