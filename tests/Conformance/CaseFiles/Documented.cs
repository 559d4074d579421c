namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Reads pages of the documentation for tests.</summary>
internal static class Documented
{
    public static string Text(string name)
    {
        using var stream =
            typeof(Documented).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not embedded");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Returns the code blocks of a page that are in the given language, in order.</summary>
    public static IEnumerable<string> Blocks(string name, string language) =>
        Text(name).Split($"\n```{language}\n").Skip(1).Select(rest => rest[..rest.IndexOf("\n```", StringComparison.Ordinal)]);
}
