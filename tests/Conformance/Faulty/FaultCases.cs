namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The cases for the faults: all light cases, and short ones made from the long cases of families 12 and 13.</summary>
internal static class FaultCases
{
    // Short and long messages, whole and in fragments, with each set of parameters.
    private static readonly string[] Compressed =
    [
        "12.1.1",
        "12.1.5",
        "12.1.11",
        "12.2.1",
        "12.2.5",
        "13.2.5",
        "13.3.5",
        "13.4.5",
        "13.5.5",
        "13.6.5",
        "13.7.5",
    ];

    public static Seq<Case> All { get; } =
        Catalogue.With(messages: 5).Filter(found => !found.IsHeavy || Compressed.Contains(found.Id.Text)).Strict();

    /// <summary>The cases for a peer in this role.</summary>
    public static Seq<Case> For(Role peer) => All.Filter(found => IsFor(peer, found)).Strict();

    public static bool IsFor(Role peer, Case running) => running.Tester.ForAll(tester => tester != peer);

    public static Case Find(string id) =>
        All.Find(found => found.Id.Text == id)
            .IfNone(() => throw new InvalidOperationException($"the table names {id}, which is none of the cases"));
}
