namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// The failures of widely used implementations in our own families. If an implementation is fixed, this test fails: then remove its lines
/// here and in docs/cases.md.
/// </summary>
internal static class Findings
{
    private static readonly Dictionary<string, string[]> Failing = new(StringComparer.Ordinal)
    {
        ["ws-server"] = ["H.2.1", "H.2.17", "S.2.1", "X.5.3"],
        ["ws-client"] = ["H.3.16", "X.7.9", "X.7.10"],
        ["kestrel-server"] =
        [
            "H.2.17",
            "H.2.25",
            "M.1.4",
            "U.1.1",
            "X.1.7",
            "X.1.9",
            "X.1.16",
            "X.3.1",
            "X.3.2",
            "X.3.3",
            "X.5.4",
            "X.5.8",
            "X.5.9",
            "X.5.10",
            "X.5.11",
        ],
        ["framework-client"] =
        [
            "H.3.5",
            "H.3.14",
            "H.3.17",
            "H.4.12",
            "H.4.17",
            "H.4.18",
            "U.1.1",
            "X.1.7",
            "X.1.9",
            "X.1.16",
            "X.3.1",
            "X.3.2",
            "X.3.3",
            "X.7.6",
            "X.7.7",
            "X.7.8",
            "X.7.9",
        ],
    };

    public static void Compare(string peer, Seq<CaseResult> results)
    {
        foreach (var group in results.GroupBy(result => result.Judgement.Behavior))
            TestContext.Current.TestOutputHelper?.WriteLine($"{VerdictText.Of(group.Key)}: {group.Count()}");
        var failed = results.Filter(result => result.Judgement.IsFailure).Strict();
        foreach (var result in failed)
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{result.Case.Id} ({result.Case.Rule}): {result.Case.Description} {result.Judgement.Sentence}"
            );
        Assert.Equal(Failing[peer], failed.Map(result => result.Case.Id.Text));
    }
}
