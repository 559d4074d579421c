namespace Pure.WebSockets.Conformance;

/// <summary>Which of two folders is believed when they tell of a case differently.</summary>
internal enum Preferred
{
    /// <summary>Neither: that is an error.</summary>
    None,

    /// <summary>The one named first.</summary>
    First,

    /// <summary>The one named last.</summary>
    Last,
}

/// <summary>An entry and the folder that has its files.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Entry">The entry.</param>
internal sealed record FiledEntry(string Folder, IndexEntry Entry);

/// <summary>Joins the indexes of several folders, as the shards of a run leave them.</summary>
internal static class IndexMerge
{
    /// <summary>Each case of each agent once; else why not: two folders give a case different verdicts.</summary>
    public static Either<string, Seq<FiledEntry>> Of(Seq<FiledEntry> entries, Preferred preferred)
    {
        var cases = entries.GroupBy(filed => (filed.Entry.Agent, filed.Entry.Id)).Select(group => group.ToArray()).ToArray();
        if (preferred == Preferred.None && cases.FirstOrDefault(found => found.Any(filed => Differs(filed, found[0]))) is { } differing)
            return Conflict(differing[0], differing.First(filed => Differs(filed, differing[0])));
        return Seq.create<FiledEntry>([.. cases.Select(found => preferred == Preferred.First ? found[0] : found[^1])]);
    }

    private static bool Differs(FiledEntry one, FiledEntry other) =>
        (one.Entry.Behavior, one.Entry.Close) != (other.Entry.Behavior, other.Entry.Close);

    private static string Conflict(FiledEntry one, FiledEntry other) =>
        PrintableText.OneLine(
            $"case {one.Entry.Id} of '{one.Entry.Agent}' is {ReportText.Verdicts(one.Entry)} in '{one.Folder}' and "
                + $"{ReportText.Verdicts(other.Entry)} in '{other.Folder}'."
        );
}
