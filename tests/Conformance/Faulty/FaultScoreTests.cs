namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The score of the suite: how many faults the cases catch, in memory and in virtual time, in peers with one fault each.</summary>
public sealed class FaultScoreTests(ITestOutputHelper output)
{
    private static readonly CompressedMessages Messages = CompressedMessages.For(FaultCases.All);

    [Theory]
    [InlineData(Role.Server)]
    [InlineData(Role.Client)]
    public void The_correct_peer_passes_every_case(Role role)
    {
        var cases = Catalogue
            .With(messages: 3)
            .Filter(found => (!found.IsHeavy || found.NeedsDeflate) && FaultCases.IsFor(role, found))
            .Strict();
        var messages = CompressedMessages.For(cases);
        var results = cases.AsParallel().Select(found => Run(found, role, Fault.None, messages)).ToArray();
        Assert.Empty(
            results
                .Where(result =>
                    result.Judgement.Behavior is not (Verdict.Ok or Verdict.Informational)
                    || result.Judgement.Close is not (Verdict.Ok or Verdict.Informational)
                )
                .Select(result => $"{result.Case.Id} {result.Judgement}")
        );
        Assert.True(results.Length > 400);
    }

    [Fact]
    public void Every_fault_is_caught()
    {
        // For a reader who wants to know whether a fault is caught for the right reason.
        foreach (var end in FaultyEnd.All)
            output.WriteLine(
                $"{end} it {end.Says}: {end.CaughtBy}: "
                    + $"{Run(FaultCases.Find(end.CaughtBy), end.Role, end.Fault, Messages).Judgement.Sentence}"
            );
        var scores = FaultyEnd.All.AsParallel().AsOrdered().Select(end => (End: end, By: CaughtBy(end))).ToArray();
        foreach (var (end, by) in scores.Where(score => score.By != score.End.CaughtBy))
            output.WriteLine($"{end}: it {end.Says}. The table says {end.CaughtBy}; caught by {by.IfNone("none")}");
        output.WriteLine($"faults caught: {scores.Count(score => score.By.IsSome)} of {scores.Length}");
        Assert.Empty(scores.Where(score => score.By != score.End.CaughtBy).Select(score => $"{score.End}: {score.By}"));
    }

    /// <summary>The first case that fails for this peer but not for a correct one; that of the table if it does.</summary>
    private static Option<string> CaughtBy(FaultyEnd end) =>
        FaultCases.For(end.Role)
            .OrderBy(found => found.Id.Text == end.CaughtBy ? 0 : 1)
            .Where(found =>
                end.IsCaughtBy(Run(found, end.Role, end.Fault, Messages).Judgement)
                && !end.IsCaughtBy(Run(found, end.Role, Fault.None, Messages).Judgement)
            )
            .Select(found => Prelude.Some(found.Id.Text))
            .FirstOrDefault(Option<string>.None);

    private static CaseResult Run(Case running, Role role, Fault fault, CompressedMessages messages) =>
        MemoryRunner.Run(running, role, new BoundedPeer(new EchoPeer(role, fault)), messages);
}
