namespace Pure.WebSockets.Conformance;

/// <summary>The folder whose entry is used if several folders have an entry for the same case.</summary>
internal enum MergePreference
{
    /// <summary>
    /// No folder is preferred. Different verdicts on a case are an error. If the verdicts are the same, the folder that is named last is
    /// used.
    /// </summary>
    None,

    /// <summary>The folder that is named first.</summary>
    First,

    /// <summary>The folder that is named last.</summary>
    Last,
}

/// <summary>An index entry, with the folder that contains the files of its case.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Entry">The entry.</param>
internal sealed record FiledEntry(string Folder, IndexEntry Entry);

/// <summary>Merges the indexes of several folders. For example, each shard of a run can have its own folder.</summary>
internal static class IndexMerge
{
    /// <summary>
    /// Returns one entry for each case of each agent. If two folders have different verdicts on a case and no folder is preferred, returns
    /// a description of this conflict.
    /// </summary>
    public static Either<string, Seq<FiledEntry>> Of(Seq<FiledEntry> entries, MergePreference preferred)
    {
        var cases = entries.GroupBy(filed => (filed.Entry.Agent, filed.Entry.Id)).Select(group => group.ToArray()).ToArray();
        if (
            preferred == MergePreference.None
            && cases.FirstOrDefault(found => found.Any(filed => Differs(filed, found[0]))) is { } differing
        )
            return Conflict(differing[0], differing.First(filed => Differs(filed, differing[0])));
        return Seq.create<FiledEntry>([.. cases.Select(found => preferred == MergePreference.First ? found[0] : found[^1])]);
    }

    private static bool Differs(FiledEntry one, FiledEntry other) =>
        (one.Entry.Behavior, one.Entry.Close) != (other.Entry.Behavior, other.Entry.Close);

    private static string Conflict(FiledEntry one, FiledEntry other) =>
        PrintableText.OneLine(
            $"case {one.Entry.Id} of '{one.Entry.Agent}' is {ReportText.Verdicts(one.Entry)} in '{one.Folder}' and "
                + $"{ReportText.Verdicts(other.Entry)} in '{other.Folder}'."
        );
}
