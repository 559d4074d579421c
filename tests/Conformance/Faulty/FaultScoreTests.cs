namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The score of a suite is what it catches: peers with one fault each, in memory and in virtual time, and the cases.</summary>
public sealed class FaultScoreTests(ITestOutputHelper output)
{
    // Of families 12 and 13, for all of them take long: short and long messages, whole and in fragments, with each set of parameters.
    private static readonly string[] Compressed = ["12.1.1", "12.1.5", "12.1.11", "12.2.1", "12.2.5", "13.2.5", "13.3.5", "13.4.5", "13.5.5", "13.6.5", "13.7.5"];

    private static readonly Seq<Case> Cases = Catalogue.With(messages: 5).Filter(found => !found.IsHeavy || Compressed.Contains(found.Id.Text)).Strict();
    private static readonly CompressedMessages Messages = CompressedMessages.For(Cases);

    [Theory]
    [InlineData(Role.Server)]
    [InlineData(Role.Client)]
    public void The_sound_peer_passes_every_case(Role role)
    {
        var cases = Catalogue.With(messages: 3).Filter(found => !found.IsHeavy || found.NeedsDeflate).Filter(found => IsFor(role, found)).Strict();
        var messages = CompressedMessages.For(cases);
        var results = cases.AsParallel().Select(found => Run(found, role, Fault.None, messages)).ToArray();
        Assert.Empty(results.Where(result => result.Judgement.Behavior is not (Verdict.Ok or Verdict.Informational) || result.Judgement.Close is not (Verdict.Ok or Verdict.Informational))
            .Select(result => $"{result.Case.Id} {result.Judgement}"));
        Assert.True(results.Length > 400);
    }

    [Fact]
    public void Every_fault_is_caught()
    {
        var scores = FaultyEnd.All.AsParallel().AsOrdered().Select(end => (End: end, By: CaughtBy(end))).ToArray();
        var awaited = scores.Where(score => score.End.CaughtBy.IsNone).ToArray();
        var counted = scores.Where(score => score.End.CaughtBy.IsSome).ToArray();
        foreach (var (end, by) in awaited) output.WriteLine($"not yet: {end}: it {end.Says}{by.Map(id => $"; caught by {id}").IfNone("")}");
        foreach (var (end, by) in counted.Where(score => score.By != score.End.CaughtBy)) output.WriteLine($"{end}: not {end.CaughtBy.IfNone("")} but {by.IfNone("none")}");
        output.WriteLine($"faults caught: {counted.Count(score => score.By.IsSome)} of {counted.Length}");
        Assert.Empty(counted.Where(score => score.By.IsNone).Select(score => $"{score.End}"));
        Assert.Empty(counted.Where(score => score.By != score.End.CaughtBy).Select(score => $"{score.End}: {score.By}"));
    }

    /// <summary>The first case that fails for this end and not for a sound one: that of the table, if it does.</summary>
    private static Option<string> CaughtBy(FaultyEnd end) =>
        Cases.Filter(found => IsFor(end.Role, found))
            .OrderBy(found => found.Id.Text == end.CaughtBy ? 0 : 1)
            .Where(found => Run(found, end.Role, end.Fault, Messages).Judgement.IsFailure && !Run(found, end.Role, Fault.None, Messages).Judgement.IsFailure)
            .Select(found => Prelude.Some(found.Id.Text))
            .FirstOrDefault(Option<string>.None);

    private static bool IsFor(Role peer, Case running) => running.Tester.ForAll(tester => tester != peer);

    private static CaseResult Run(Case running, Role role, Fault fault, CompressedMessages messages) =>
        MemoryRunner.Run(running, role, new BoundedPeer(new EchoPeer(role, fault)), messages);
}
