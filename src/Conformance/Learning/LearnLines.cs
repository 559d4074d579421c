using System.Collections.Immutable;
using System.Globalization;

namespace Pure.WebSockets.Conformance;

/// <summary>Writes the results of learning as lines of text.</summary>
internal static class LearnLines
{
    /// <summary>
    /// Returns the state machine, the contradictory answers of the peer, the differences from the RFCs, and a summary.
    /// </summary>
    public static IEnumerable<string> Of(LearnedPeer learned)
    {
        var settings = learned.Settings;
        if (learned.Machine is { } machine)
        {
            foreach (var line in MachineText.Lines(machine, learned.Comparison)) yield return line;
            yield return "";
        }

        foreach (var one in learned.Oracle.Contradictions)
        {
            yield return $"nondeterminism: {Words(one.Word, settings)}";
            yield return $"  known: {one.Known}; then: {one.Other}; repeated: "
                + string.Join("; ", one.Votes.Select(vote => $"{vote.Answer} ({CountText.Of(vote.Count, "time")})"));
            yield return "";
        }

        var differences = learned.Comparison?.Differences ?? [];
        foreach (var difference in differences)
        {
            foreach (var line in Of(difference)) yield return line;
            yield return "";
        }

        if (learned.Incomplete is { } why) yield return $"not complete: {why}";
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{CountText.Of(learned.Machine?.States.Length ?? 0, "state")}, "
                + $"{CountText.Of(learned.Oracle.Conversations, "conversation")} in {learned.Oracle.Time.TotalSeconds:0.0} s; "
                + $"{CountText.Of(learned.Learner.Tested, "word")} compared, "
                + $"with {CountText.Of(settings.ExtraStates, "extra state")} and at random; "
                + $"{CountText.Of(differences.Count(difference => difference.IsFailure), "failure")}, "
                + $"{CountText.Of(differences.Count(difference => !difference.IsFailure), "other difference")} from the RFCs"
        );
        if (learned.Oracle.FailedOpening is { } failed)
        {
            var count = learned.Oracle.RepeatedOpenings;
            yield return $"{CountText.Of(count, "failed opening handshake")} {(count == 1 ? "was" : "were")} repeated; the first: {failed}";
        }

        if (learned.Oracle.Transients > 0)
            yield return $"{CountText.Of(learned.Oracle.Transients, "answer")} did not come again in a repetition";
    }

    /// <summary>
    /// Returns the description of a difference from the RFCs, with its shortest conversation. Each step of the conversation includes the
    /// bytes that were sent.
    /// </summary>
    public static IEnumerable<string> Of(LearnDifference difference)
    {
        yield return $"{difference.Finding}";
        if (difference.Missed > 0) yield return $"  flaky: {CountText.Of(difference.Missed, "repetition")} did not show it";
        if (difference.IsUnrepeated) yield return "  not repeated, because the peer was lost or the run was stopped";
        if (difference.Opening != PeerAnswer.Silence || difference.Steps.IsEmpty)
            yield return $"  after the opening handshake: {difference.Opening}";
        foreach (var line in Of(difference.Steps)) yield return line;
        if (difference.Count > 1) yield return $"  and {CountText.Of(difference.Count - 1, "other transition")}";
    }

    /// <summary>Returns the descriptions of the differences between two peers, each with its shortest conversation.</summary>
    public static IEnumerable<string> Of(ImmutableArray<PeerDifference> differences, string first, string second)
    {
        yield return differences.IsEmpty
            ? $"no difference between {first} and {second}"
            : $"{CountText.Of(differences.Length, "difference")} between {first} and {second}, each with its shortest conversation:";
        foreach (var difference in differences)
        {
            yield return "";
            foreach (var line in Of(difference.Steps)) yield return line;
            yield return $"    {first}: {difference.Answer} ({Words(difference.Findings)})";
            yield return $"    {second}: {difference.Other} ({Words(difference.OtherFindings)})";
        }
    }

    private static IEnumerable<string> Of(ImmutableArray<LearnStep> steps) =>
        steps.Select(step =>
            $"  {step.Input.Name}: {(step.Octets.Length == 0 ? "(end of output)" : Convert.ToHexStringLower(step.Octets))} -> {step.Answer}"
        );

    private static string Words(ImmutableArray<ModelFinding> findings) =>
        findings.IsEmpty ? "allowed" : string.Join("; ", findings.Select(finding => finding.ToString()));

    private static string Words(int[] word, LearnSettings settings) =>
        word.Length == 0 ? "the opening handshake" : string.Join(", ", word.Select(input => settings.Inputs[input].Name));
}
