namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Pages of the documentation that tests read.</summary>
internal static class Documented
{
    public static string Text(string name)
    {
        using var stream =
            typeof(Documented).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not embedded");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The blocks of code of a page in this language, in order.</summary>
    public static IEnumerable<string> Blocks(string name, string language) =>
        Text(name).Split($"\n```{language}\n").Skip(1).Select(rest => rest[..rest.IndexOf("\n```", StringComparison.Ordinal)]);
}
