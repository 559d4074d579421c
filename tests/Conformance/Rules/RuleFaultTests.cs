namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Each visible rule has a faulty peer that its cases catch and no other case does.</summary>
public sealed class RuleFaultTests(ITestOutputHelper output)
{
    // The largest share of the visible rules that may have a reason instead of such a peer.
    private const double MostReasons = 0.15;

    // A fault of a rule that is checked in every case must be caught by many cases.
    private const int Many = 20;

    // These faults break no rule: an echo peer sends nothing of its own, and a tester waits only for some seconds.
    private static readonly Fault[] NotRules = [Fault.Greets, Fault.OpensLate];

    private static readonly CompressedMessages Messages = CompressedMessages.For(FaultCases.All);

    private static readonly RfcRule[] Visible =
    [
        .. RfcRules.All.Where(rule => rule is { IsVisible: true, Gap: null, Keyword: not RuleKeyword.None }),
    ];

    [Fact]
    public void Each_visible_rule_has_a_faulty_peer_that_only_its_cases_catch()
    {
        var wanted = RfcRules.All.SelectMany(Faults).ToHashSet();
        var caught = FaultyEnd
            .All.Where(end => wanted.Contains(end.Fault))
            .AsParallel()
            .Select(end => (End: end, Cases: CaughtBy(end)))
            .ToArray()
            .ToLookup(one => one.End.Fault);
        foreach (var (end, cases) in caught.SelectMany(one => one))
            output.WriteLine($"{end}: {string.Join(' ', cases.Length > Many ? [$"{cases.Length} cases"] : cases)}");
        Lacks.Nothing(
            Visible
                .Where(rule => rule.NoFault is null)
                .Where(rule => !Faults(rule).SelectMany(fault => caught[fault]).Any(one => IsCaughtByItsCases(rule, one.End, one.Cases)))
                .Select(rule =>
                    $"{rule.Name}: "
                        + string.Join(
                            "; ",
                            Faults(rule).SelectMany(fault => caught[fault]).Select(one => $"{one.End} {Others(rule, one.Cases)}")
                        )
                )
        );
    }

    [Fact]
    public void Each_fault_of_a_rule_exists_in_an_end_that_the_rule_binds() =>
        Lacks.Nothing(
            from rule in RfcRules.All
            from name in RulePlaces.Items(rule.Faults)
            where !Enum.TryParse<Fault>(name, out var fault) || !FaultyEnd.All.Any(end => end.Fault == fault)
            select $"{rule.Name}: {name}"
        );

    [Fact]
    public void Each_fault_breaks_a_rule() =>
        Lacks.Nothing(FaultyEnd.All.Select(end => end.Fault).Distinct().Except(NotRules).Except(RfcRules.All.SelectMany(Faults)));

    [Fact]
    public void Few_visible_rules_have_a_reason_instead_of_a_faulty_peer()
    {
        var reasons = Visible.Where(rule => rule.NoFault is not null).ToArray();
        Assert.True(reasons.Length <= MostReasons * Visible.Length, $"{reasons.Length} of {Visible.Length}");
    }

    private static bool IsCaughtByItsCases(RfcRule rule, FaultyEnd end, string[] cases) =>
        rule.IsCheckedInEveryCase && cases.Length > Many
        || cases.Length > 0 && cases.All(id => RulePlaces.Items(rule.Cases).Any(item => RulePlaces.Names(item, id)));

    private static string Others(RfcRule rule, string[] cases)
    {
        string[] others = [.. cases.Where(id => !RulePlaces.Items(rule.Cases).Any(item => RulePlaces.Names(item, id)))];
        return others.Length > Many ? $"also {others.Length} others" : $"also {string.Join(' ', others)}";
    }

    private static IEnumerable<Fault> Faults(RfcRule rule) =>
        RulePlaces.Items(rule.Faults).Select(name => Enum.TryParse<Fault>(name, out var fault) ? fault : Fault.None);

    private static string[] CaughtBy(FaultyEnd end) =>
        [.. FaultCases.For(end.Role).Filter(found => end.IsCaughtBy(Run(found, end))).Map(found => found.Id.Text)];

    private static Judgement Run(Case running, FaultyEnd end) =>
        MemoryRunner.Run(running, end.Role, new BoundedPeer(new EchoPeer(end.Role, end.Fault)), Messages).Judgement;
}
