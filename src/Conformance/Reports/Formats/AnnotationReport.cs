using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Writes workflow commands of GitHub Actions. GitHub shows the commands as annotations of the job. If the results are not compared
/// with stored results, each failed case is an error. For each agent, there is a warning about known failures, a warning about
/// non-strict cases, and a notice with the numbers of cases.
/// </summary>
/// <remarks>If the results are compared with stored results, only regressions are errors. All other failures are known failures.</remarks>
internal static class AnnotationReport
{
    // GitHub shows at most ten annotations of each kind for a step. If there are more than ten annotations, the tenth annotation lists
    // the remaining annotations.
    private const int MostOfAKind = 10;
    private const int MostIds = 20;

    /// <summary>Writes the commands.</summary>
    /// <param name="entries">The results.</param>
    /// <param name="cases">The cases, which provide the descriptions and rules.</param>
    /// <param name="changes">The changes since the stored results, or None if the results are not compared with stored results.</param>
    public static string Write(Seq<IndexEntry> entries, Seq<Case> cases, Option<Seq<VerdictChange>> changes = default)
    {
        var known = ReportText.ById(cases);
        var agents = ReportText.ByAgent(entries).Select(agent => (Name: agent.Key, Entries: agent.ToArray())).ToArray();
        var regressions = changes.IfNone(Seq<VerdictChange>.Empty).Filter(change => change.IsRegression).Strict();
        Annotation[] errors = changes.IsSome
            ? [.. regressions.Select(change => Regression(change, known))]
            : [.. agents.SelectMany(agent => agent.Entries).Where(entry => entry.IsFailure).Select(entry => Failure(entry, known))];
        var worse = regressions.Map(change => (change.Agent, change.Id)).ToHashSet();
        var text = new StringBuilder();
        Write(text, "error", errors);
        Write(
            text,
            "warning",
            [
                .. agents.SelectMany(agent => Several(
                    agent.Name,
                    changes.IsSome ? agent.Entries.Where(entry => entry.IsFailure && !worse.Contains((entry.Agent, entry.Id))) : [],
                    "known failure"
                )),
                .. agents.SelectMany(agent => Several(
                    agent.Name,
                    agent.Entries.Where(entry => !entry.IsFailure && entry.Behavior == Verdict.NonStrict),
                    "case that is not strict",
                    "cases that are not strict"
                )),
            ]
        );
        Write(text, "notice", [.. agents.Select(agent => Numbers(agent.Name, Tally.Of(agent.Entries)))]);
        return text.ToString();
    }

    private static Annotation Failure(IndexEntry entry, Dictionary<CaseId, Case> known) =>
        new(entry.Id.Text, $"WebSocket case {entry.Id} of {entry.Agent}: {ReportText.Verdicts(entry)}", Details(entry, known));

    private static Annotation Regression(VerdictChange change, Dictionary<CaseId, Case> known) =>
        new(
            change.Id.Text,
            $"WebSocket case {change.Id} of {change.Agent}: {ChangeText.Of(change.Kind)}",
            [
                $"before: {VerdictChange.Verdicts(change.Before)}",
                $"now: {VerdictChange.Verdicts(change.After)}",
                .. change.After.ToSeq().SelectMany(entry => Details(entry, known)),
            ]
        );

    private static string[] Details(IndexEntry entry, Dictionary<CaseId, Case> known) =>
    [
        $"sent: {ReportText.Of(known, entry, found => found.Description)}",
        $"expected: {ReportText.Of(known, entry, found => found.Expected)}",
        $"seen: {ReportText.Sentence(entry)}",
        $"rule: {ReportText.Of(known, entry, found => found.Rule)}",
    ];

    /// <summary>Returns one annotation that lists the given cases of an agent, or no annotation if there are no cases.</summary>
    private static IEnumerable<Annotation> Several(string agent, IEnumerable<IndexEntry> entries, string noun, string? plural = null)
    {
        string[] ids = [.. entries.Select(entry => entry.Id.Text)];
        if (ids.Length == 0) yield break;
        var several = ids.Length == 1 ? $"1 {noun}" : $"{ids.Length} {plural ?? noun + "s"}";
        yield return new Annotation(agent, $"WebSocket conformance of {agent}: {several}", [Listed(ids)]);
    }

    private static Annotation Numbers(string agent, Tally tally) =>
        new(
            agent,
            $"WebSocket conformance of {agent}",
            [
                $"{CountText.Of(tally.Cases, "case")}: {tally.Ok} OK, {tally.NonStrict} not strict, {tally.Informational} informational, "
                    + $"{tally.Unimplemented} unimplemented, {tally.Failed} failed",
            ]
        );

    private static void Write(StringBuilder text, string kind, Annotation[] all)
    {
        var shown = all.Length <= MostOfAKind ? all.Length : MostOfAKind - 1;
        foreach (var one in all.Take(shown)) Write(text, kind, one);
        if (shown == all.Length) return;
        string[] rest = [.. all.Skip(shown).Select(one => one.Name)];
        Write(text, kind, new Annotation("", $"WebSocket conformance: {rest.Length} more", [Listed(rest)]));
    }

    private static void Write(StringBuilder text, string kind, Annotation one) =>
        text.Append($"::{kind} title={Property(one.Title)}::{string.Join("%0A", one.Lines.Select(Data))}\n");

    private static string Listed(string[] names) =>
        string.Join(", ", names.Take(MostIds)) + (names.Length > MostIds ? $" and {names.Length - MostIds} more" : "");

    /// <summary>Escapes a line of a message. The result has no line breaks and cannot begin a workflow command.</summary>
    private static string Data(string text) => PrintableText.OneLine(text).Replace("%", "%25", StringComparison.Ordinal);

    /// <summary>Escapes the value of a property. An unescaped comma, or two colons in a row, would end the value.</summary>
    private static string Property(string text) =>
        Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);

    /// <param name="Name">The name of the annotation in the list of annotations that are not shown.</param>
    /// <param name="Title">The title of the annotation.</param>
    /// <param name="Lines">The lines of the message.</param>
    private sealed record Annotation(string Name, string Title, string[] Lines);
}
