using System.Reflection;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// The styles and scripts of the pages. The index page contains its own styles and scripts. All case pages share one style sheet and
/// one script file, which are in the same folder as the pages.
/// </summary>
internal static class PageAssets
{
    /// <summary>The names and contents of the files that all case pages share.</summary>
    public static IReadOnlyList<(string Name, string Content)> All { get; } =
    [("report.css", Read("theme.css") + Read("case.css")), ("report.js", Read("theme.js") + Read("octets.js") + Read("case.js"))];

    /// <summary>Reads a file that is embedded as a resource in this assembly.</summary>
    public static string Read(string name)
    {
        using var stream =
            Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly does not contain the resource {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
