using System.Text.RegularExpressions;

namespace Pure.WebSockets.Packages.Tests;

/// <summary>
/// The README of a package. Its first block of code has the commands that install the package, the next is a program, and the last is
/// what the program prints.
/// </summary>
internal sealed partial class Readme(string text)
{
    public string Text { get; } = text;

    /// <summary>Whether the program is in F#.</summary>
    public bool IsFSharp => Blocks("fsharp").Any();

    /// <summary>The program. It is empty if the package has none.</summary>
    public string Program => Blocks("csharp").Concat(Blocks("fsharp")).FirstOrDefault() ?? "";

    /// <summary>What the program prints. A program that serves until it is stopped has no such block.</summary>
    public string? Prints => Blocks("text").FirstOrDefault();

    /// <summary>The lines that are entered in a terminal.</summary>
    public IReadOnlyList<string> Commands =>
        [.. Blocks("console").SelectMany(block => block.Split('\n', StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>The template of `dotnet new`.</summary>
    public string Template => Commands.Single(line => line.StartsWith("dotnet new ", StringComparison.Ordinal)).Split(' ')[2];

    /// <summary>The packages that `dotnet add package` adds.</summary>
    public IReadOnlyList<string> Packages =>
        [.. Commands.Where(line => line.StartsWith("dotnet add package ", StringComparison.Ordinal)).Select(line => line.Split(' ')[3])];

    /// <summary>The targets of the links.</summary>
    public IReadOnlyList<string> Links => [.. Link().Matches(Text).Select(match => match.Groups["target"].Value)];

    private IEnumerable<string> Blocks(string language) =>
        Block().Matches(Text).Where(match => match.Groups["language"].Value == language).Select(match => match.Groups["code"].Value);

    [GeneratedRegex(
        "^```(?<language>[a-z]+)\n(?<code>.*?)^```",
        RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex Block();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Link();
}
