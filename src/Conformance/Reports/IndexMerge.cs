namespace Pure.WebSockets.Conformance;

/// <summary>Specifies the folder whose entry is used if several folders have an entry for the same agent and case.</summary>
internal enum MergePreference
{
    /// <summary>
    /// No folder is preferred. Different verdicts on a case are an error. If the verdicts are the same, the entry from the last of the
    /// given folders is used.
    /// </summary>
    None,

    /// <summary>The entry from the first of the given folders is used.</summary>
    First,

    /// <summary>The entry from the last of the given folders is used.</summary>
    Last,
}

/// <summary>An index entry and the folder that contains the files of its case.</summary>
/// <param name="Folder">The path of the folder.</param>
/// <param name="Entry">The index entry of the case.</param>
internal sealed record FiledEntry(string Folder, IndexEntry Entry);

/// <summary>Merges the indexes of several folders. For example, each shard of a run can have its own folder.</summary>
internal static class IndexMerge
{
    /// <summary>
    /// Returns one entry for each agent and case. If no folder is preferred and two folders have different verdicts on a case, returns a
    /// description of the conflict.
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
