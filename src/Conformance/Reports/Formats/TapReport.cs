using System.Text;
using System.Text.Json;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Writes the results as a Test Anything Protocol (TAP) stream, version 14. The stream has a test for each agent and case. A failed test
/// has a YAML block with the details. An unimplemented case that did not fail is marked with SKIP.
/// </summary>
internal static class TapReport
{
    /// <summary>Returns the stream.</summary>
    /// <param name="entries">The results.</param>
    /// <param name="cases">The cases, which provide the descriptions and rules.</param>
    /// <param name="scope">
    /// The numbers of cases that apply to the peer, or None if the peer echoes messages and all cases apply. These numbers, and the reasons
    /// why cases apply only in part or not at all, are written as TAP comments.
    /// </param>
    public static string Write(Seq<IndexEntry> entries, Seq<Case> cases, Option<ProfileScope> scope = default)
    {
        var known = ReportText.ById(cases);
        var stream = new StringBuilder($"TAP version 14\n1..{entries.Count}\n");
        foreach (var line in scope.ToSeq().SelectMany(ScopeText.Lines))
            stream.Append($"# {PrintableText.OneLine(line)}\n");
        foreach (var (entry, at) in ReportText.ByAgent(entries).SelectMany(agent => agent).Select((entry, at) => (entry, at)))
            Write(stream, at + 1, entry, known);
        return stream.ToString();
    }

    private static void Write(StringBuilder stream, int number, IndexEntry entry, Dictionary<CaseId, Case> known)
    {
        stream.Append($"{(entry.IsFailure ? "not ok" : "ok")} {number} - {Escape($"{entry.Agent} {entry.Id}")}");
        if (!entry.IsFailure && entry.Behavior == Verdict.Unimplemented) stream.Append($" # SKIP {Escape(ReportText.Sentence(entry))}");
        stream.Append('\n');
        if (!entry.IsFailure) return;
        stream.Append("  ---\n");
        Pair(stream, "message", ReportText.Sentence(entry));
        Pair(stream, "behavior", VerdictText.Of(entry.Behavior));
        Pair(stream, "behaviorClose", VerdictText.Of(entry.Close));
        Pair(stream, "sent", ReportText.Of(known, entry, found => found.Description));
        Pair(stream, "expected", ReportText.Of(known, entry, found => found.Expected));
        Pair(stream, "rule", ReportText.Of(known, entry, found => found.Rule));
        stream.Append($"  duration_ms: {entry.Milliseconds}\n  ...\n");
    }

    /// <summary>Writes a key and its value. The value is written as a JSON string, which is also a valid YAML string.</summary>
    private static void Pair(StringBuilder stream, string key, string text) =>
        stream.Append($"  {key}: \"{JsonEncodedText.Encode(PrintableText.OneLine(text))}\"\n");

    /// <summary>
    /// Returns the text as one line, with backslashes and number signs escaped. An unescaped number sign would start a directive.
    /// </summary>
    private static string Escape(string text) =>
        PrintableText.OneLine(text).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("#", "\\#", StringComparison.Ordinal);
}
