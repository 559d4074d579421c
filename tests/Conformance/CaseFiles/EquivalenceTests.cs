namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// Tests that the exported catalogue gives the same verdicts as the built-in one. In virtual time and with the same masking keys, all bytes
/// of the conversations are the same. The peers are our own core and the faulty peers.
/// </summary>
public sealed class EquivalenceTests(ITestOutputHelper output)
{
    // The number of further cases that an ordinary run tests for each fault, in addition to the case that detects the fault.
    // PUREWS_DEPTH=1000 runs all cases.
    private const int UsualOthers = 6;

    private static readonly Seq<Case> Exports = Exported.Of(FaultCases.All);

    private static int Others =>
        int.TryParse(Environment.GetEnvironmentVariable("PUREWS_DEPTH"), System.Globalization.CultureInfo.InvariantCulture, out var depth)
            ? depth
            : UsualOthers;

    [Theory]
    [InlineData(Role.Server)]
    [InlineData(Role.Client)]
    public void The_core_has_the_same_conversations_with_the_exported_catalogue(Role role)
    {
        var cases = Catalogue.For(role == Role.Server ? Role.Client : Role.Server, Catalogue.With(messages: 10));
        var exported = Exported.Of(cases);
        var messages = CompressedMessages.For(cases + exported);
        var differences = cases
            .Zip(exported)
            .AsParallel()
            .Select(pair => (pair.Item1.Id, Difference: Difference(
                MemoryRunner.Run(pair.Item1, role, Ours.Protocol, messages),
                MemoryRunner.Run(pair.Item2, role, Ours.Protocol, messages)
            )))
            .Where(found => found.Difference.Length > 0)
            .Select(found => $"{found.Id}: {found.Difference}")
            .ToArray();
        Assert.Empty(differences);
        Assert.True(cases.Count > 600, $"{cases.Count} cases ran");
    }

    [Fact]
    public void A_faulty_peer_has_the_same_conversations_with_the_exported_catalogue()
    {
        var pairs = FaultCases.All.Zip(Exports).ToArray();
        var messages = CompressedMessages.For(FaultCases.All + Exports);
        var ran = 0;
        var caught = 0;
        var differences = FaultyEnd
            .All.Select((end, at) => (End: end, At: at))
            .AsParallel()
            .SelectMany(one =>
            {
                var own = pairs.Where(pair => FaultCases.IsFor(one.End.Role, pair.Item1)).ToArray();
                // The further cases begin at a different position for each fault, so that every case is used for some fault.
                var chosen = own
                    .Where(pair => pair.Item1.Id.Text == one.End.CaughtBy)
                    .Concat(Enumerable.Range(0, Others).Select(step => own[((one.At * 7) + (step * 53)) % own.Length]))
                    .DistinctBy(pair => pair.Item1.Id)
                    .ToArray();
                if (Others >= own.Length) chosen = own;
                return chosen.Select(pair =>
                {
                    var (built, read) = (Run(pair.Item1, one.End), Run(pair.Item2, one.End));
                    Interlocked.Increment(ref ran);
                    if (pair.Item1.Id.Text == one.End.CaughtBy && one.End.IsCaughtBy(read.Judgement)) Interlocked.Increment(ref caught);
                    var difference = Difference(built, read);
                    return difference.Length == 0 ? "" : $"{one.End} {pair.Item1.Id}: {difference}";
                });
            })
            .Where(difference => difference.Length > 0)
            .ToArray();
        output.WriteLine(
            $"{FaultyEnd.All.Length} faulty peers, {ran} conversations with each catalogue, {caught} faults caught by the export"
        );
        Assert.Empty(differences);
        Assert.Equal(FaultyEnd.All.Length, caught);

        CaseResult Run(Case running, FaultyEnd end) =>
            MemoryRunner.Run(running, end.Role, new BoundedPeer(new EchoPeer(end.Role, end.Fault)), messages);
    }

    [Fact]
    public void A_difference_is_found()
    {
        var built = FaultCases.Find("2.1");
        var changed = built with { Script = Exported.Of(Seq.create(FaultCases.Find("2.2")))[0].Script };
        var (one, other) = (MemoryRunner.Run(built, Role.Server, Ours.Protocol), MemoryRunner.Run(changed, Role.Server, Ours.Protocol));
        Assert.NotEqual("", Difference(one, other));
    }

    private static string Difference(CaseResult one, CaseResult other) =>
        one.Judgement != other.Judgement ? $"{one.Judgement} ≠ {other.Judgement}"
        : one.Transcript.Count != other.Transcript.Count ? $"{one.Transcript.Count} entries ≠ {other.Transcript.Count}"
        : Enumerable.Range(0, one.Transcript.Count).FirstOrDefault(at => one.Transcript[at] != other.Transcript[at], -1) is >= 0 and var row
            ? $"{one.Transcript[row]} ≠ {other.Transcript[row]}"
        : "";
}
