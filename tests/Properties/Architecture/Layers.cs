using System.Text.RegularExpressions;

namespace Pure.WebSockets.Properties;

/// <summary>Inside the core a folder is a layer, and what a layer names is declared in it or below.</summary>
public sealed partial class Layers
{
    /// <summary>From the top down. The files of the root and the snapshots of them are one layer.</summary>
    private static readonly string[] Order = ["", "Snapshots", "Messages", "Handshake", "Http", "Closing", "Framing", "Compression", "Limits", "Text", "Primitives"];

    [Fact]
    public void No_layer_names_a_type_of_a_higher_one()
    {
        var declared = Repository
            .CoreSources.SelectMany(path =>
                Declaration().Matches(Repository.Code(path)).Select(match => (Name: match.Groups["name"].Value, Rank: Rank(path)))
            )
            .ToArray();
        Assert.True(declared.Length > 60, "the sources were not found, or are not read");
        var violations =
            from path in Repository.CoreSources
            let words = Word().Matches(Repository.Code(path)).Select(match => match.Value).ToHashSet(StringComparer.Ordinal)
            from type in declared
            where
                type.Rank < Rank(path)
                && words.Contains(type.Name)
                && !declared.Any(other => other.Name == type.Name && other.Rank >= Rank(path))
            select $"{Path.GetRelativePath(Repository.Core, path)} names {type.Name}, which is declared above it";
        Assert.Empty(violations.Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_folder_is_a_layer() => Assert.All(Repository.CoreSources, path => Assert.Contains(Folder(path), Order));

    [Fact]
    public void A_file_is_one_concept_and_short() =>
        Assert.All(Repository.CoreSources, path => Assert.InRange(File.ReadLines(path).Count(), 1, 400));

    private static int Rank(string path) => Math.Max(1, Array.IndexOf(Order, Folder(path)));

    private static string Folder(string path) =>
        Path.GetRelativePath(Repository.Core, path).Split(Path.DirectorySeparatorChar) is [var folder, _, ..] ? folder : "";

    // Top-level declarations only: nested cases of a union have names that other layers may use for other things.
    [GeneratedRegex(
        @"^(public|internal)\s[\w\s]*?(class|struct|record|enum|interface)\s+(struct\s+)?(?<name>\w+)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex Declaration();

    // A word where a type may stand: not behind a point, and not where a member gets its name.
    [GeneratedRegex(@"(?<![.\w])\w+(?=\s+\w|[<>\[\].?,()])", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Word();
}
