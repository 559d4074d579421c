using System.Globalization;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// Tests that generated conversations find the faults of faulty peers, and that these conversations are shrunk to a few frames.
/// </summary>
public sealed class FaultFindingTests(ITestOutputHelper output)
{
    private const int MostShrinkingRuns = 3000;
    private const int ShortConversation = 3;

    // The test of all faults runs only if PUREWS_DEPTH is set.
    private static readonly bool IsDeep = int.TryParse(
        Environment.GetEnvironmentVariable("PUREWS_DEPTH"),
        CultureInfo.InvariantCulture,
        out _
    );

    /// <summary>Examples of the faults that generated conversations must find.</summary>
    public static TheoryData<Fault, Role> Chosen =>
        new()
        {
            { Fault.TakesRsv2, Role.Server },
            { Fault.TakesUnmasked, Role.Server },
            { Fault.TakesMasked, Role.Client },
            { Fault.IgnoresControlOpcodes, Role.Client },
            { Fault.UnmasksWholeGroups, Role.Server },
            { Fault.NeedsHeaderAtOnce, Role.Server },
            { Fault.ReadsLengthsBackwards, Role.Client },
            { Fault.PingEndsMessage, Role.Server },
            { Fault.PongsAfterMessage, Role.Client },
            { Fault.ReversesPongs, Role.Server },
            { Fault.SwapsFragments, Role.Client },
            { Fault.ForgetsAtBorder, Role.Server },
            { Fault.TakesSurrogates, Role.Client },
            { Fault.DropsByteOrderMark, Role.Server },
            { Fault.Says1005, Role.Server },
            { Fault.TakesBadReason, Role.Client },
            { Fault.ClosesTwice, Role.Server },
            { Fault.KeepsTransport, Role.Server },
            { Fault.MasksWithOneKey, Role.Client },
            { Fault.ForgetsContext, Role.Server },
            { Fault.InflatesFragments, Role.Client },
            { Fault.LeavesHalfTheTail, Role.Server },
            { Fault.RefusesFinalBlock, Role.Client },
            { Fault.PongsLate, Role.Server },
            { Fault.TakesCutTextAtEmptyFragment, Role.Server },
            { Fault.PingEndsCodePoint, Role.Client },
            { Fault.InflatesWithoutLimit, Role.Server },
        };

    [Theory]
    [MemberData(nameof(Chosen))]
    public void A_fault_is_found_and_shrunk(Fault fault, Role role)
    {
        var found = Find(FaultyEnd.All.Single(end => end.Fault == fault && end.Role == role), conversations: 4000);
        output.WriteLine(found.ToString());
        Assert.NotNull(found.Shortest);
        Assert.InRange(found.Shortest.Frames, 0, ShortConversation);
    }

    /// <summary>
    /// Measures how many of all faults are found, which docs/faults.md shows. The test takes minutes, so it runs only if PUREWS_DEPTH is
    /// set. PUREWS_RENEW=1 stores the results again.
    /// </summary>
    [Fact]
    public void All_faults_are_found_as_stored_and_most_conversations_become_short()
    {
        Assert.SkipUnless(IsDeep, "it takes long: PUREWS_DEPTH is not set");
        var results = FaultyEnd.All.AsParallel().AsOrdered().Select(end => Find(end, FoundByFuzz.Most)).ToArray();
        foreach (var result in results) output.WriteLine(result.ToString());
        foreach (var area in results.GroupBy(result => result.End.Area))
            output.WriteLine($"{area.Key}: {area.Count(result => result.Shortest is not null)} of {area.Count()}");
        var found = results.Where(result => result.Shortest is not null).ToArray();
        var isShort = found.Count(result => result.Shortest!.Frames <= ShortConversation);
        output.WriteLine($"found: {found.Length} of {results.Length}; {ShortConversation} frames or fewer: {isShort}");
        Assert.True(isShort >= 0.9 * found.Length, $"{isShort} of {found.Length} conversations are short");
        KeptDocument.Compare(
            FoundByFuzz.Stored,
            "",
            string.Concat(found.Select(result => new FoundByFuzz(result.Number + 1, result.Shortest!.Frames).Line(result.End) + "\n"))
        );
    }

    private static Found Find(FaultyEnd end, int conversations)
    {
        var tester = end.Role == Role.Server ? Role.Client : Role.Server;
        for (var number = 0; number < conversations; number++)
        {
            var script = ConversationGenerator.Generate(FoundByFuzz.Seed, number, tester, GeneratorOptions.Default);
            if (Run(script) is not { } finding) continue;
            var shrinking = new Shrinking(Run, finding, MostShrinkingRuns);
            var shortest = shrinking.Shrink(script);
            return new Found(end, number, shrinking.Finding, shortest);
        }

        return new Found(end, conversations, null, null);

        ModelFinding? Run(FuzzScript script) => FuzzRun.Run(
            script,
            FuzzTarget.InMemory(end.Role, () => new BoundedPeer(new EchoPeer(end.Role, end.Fault))),
            PeerProfile.Echo
        ).Finding;
    }

    private sealed record Found(FaultyEnd End, int Number, ModelFinding? Finding, FuzzScript? Shortest)
    {
        public override string ToString() =>
            Shortest is null
                ? $"{End} ({End.Area}): not found"
                : $"{End} ({End.Area}): found by conversation {Number}, {Shortest.Frames} frames: {Finding}\n{Shortest}";
    }
}
