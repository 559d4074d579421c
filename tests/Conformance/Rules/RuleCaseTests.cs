namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The table of rules and the catalogue belong together.</summary>
public sealed class RuleCaseTests
{
    private static readonly int[] Rfcs = [.. RfcRules.All.Select(rule => rule.Rfc).Distinct()];

    // URIs, the grammar of tokens, bodies, methods, user agents, redirects, authentication, proxies, and security in general.
    private static readonly (int Rfc, string Section)[] NotOfAnUpgrade =
    [
        (9110, "4.2"),
        (9110, "5.6.2"),
        (9110, "6.4"),
        (9110, "8.6"),
        (9110, "9.3"),
        (9110, "10"),
        (9110, "11"),
        (9110, "15.4"),
        (9112, "7"),
        (9112, "11"),
    ];

    [Fact]
    public void Each_visible_rule_with_MUST_or_SHOULD_has_a_case_or_is_a_stated_gap() =>
        Lacks.Nothing(
            RfcRules
                .All.Where(rule => rule is { IsVisible: true, IsCheckedInEveryCase: false })
                .Where(rule => rule.Keyword is not (RuleKeyword.May or RuleKeyword.None))
                .Where(rule => Cases(rule).Length == 0 != rule.Gap is not null)
                .Select(rule => rule.Name)
        );

    [Fact]
    public void Each_case_has_a_rule() =>
        Lacks.Nothing(Catalogue.All.Filter(found => !RfcRules.Of(found.Id).Any()).Map(found => $"{found.Id} ({found.Rule})"));

    [Fact]
    public void Each_item_of_a_list_of_cases_names_a_case_that_can_test_those_whom_the_rule_binds() =>
        Lacks.Nothing(
            from rule in RfcRules.All
            from item in RulePlaces.Items(rule.Cases)
            where !Catalogue.All.Exists(found => RulePlaces.Names(item, found.Id.Text))
            select $"{rule.Name}: {item}"
        );

    [Fact]
    public void A_hidden_rule_has_no_cases_and_no_faults() =>
        Lacks.Nothing(RfcRules.All.Where(rule => !rule.IsVisible && rule.Cases.Length + rule.Faults.Length > 0).Select(rule => rule.Name));

    [Fact]
    public void Each_rule_has_its_own_name()
    {
        Lacks.Nothing(RfcRules.All.GroupBy(rule => rule.Name).Where(group => group.Count() > 1).Select(group => group.Key));
        Lacks.Nothing(RfcRules.All.Where(rule => rule.Text.EndsWith('.')).Select(rule => rule.Name));
    }

    /// <summary>The sections that a case cites are sections of the table, so that there is one register of them.</summary>
    [Fact]
    public void A_case_is_under_a_rule_of_a_section_that_it_cites() =>
        Lacks.Nothing(
            from found in Catalogue.All.AsEnumerable()
            let rules = RfcRules.Of(found.Id).ToArray()
            where RuleSections.Of(found.Rule).Any(cited => Rfcs.Contains(cited.Rfc))
            where !RuleSections.Of(found.Rule).Any(cited => rules.Any(rule => RuleSections.AreRelated(rule, cited)))
            select $"{found.Id} cites {found.Rule}, and is under {string.Join(", ", rules.Select(rule => rule.Name))}"
        );

    /// <summary>
    /// The texts of these RFCs are not at hand, so completeness means that each section which the core, the tester or a case cites has a
    /// rule.
    /// </summary>
    [Theory]
    [InlineData(7692)]
    [InlineData(8441)]
    [InlineData(9110)]
    [InlineData(9112)]
    public void Each_section_that_the_source_cites_has_a_rule(int rfc) =>
        Lacks.Nothing(
            KeptDocument
                .Files("src", "*.cs")
                .SelectMany(path => RuleSections.OfCode(KeptDocument.Read(path)).Select(cited => (cited, path)))
                .Where(one => one.cited.Rfc == rfc && !IsBeyond(one.cited))
                .Where(one => !RfcRules.All.Any(rule => RuleSections.AreRelated(rule, one.cited)))
                .Select(one => $"{one.cited.Section} ({one.path})")
                .Distinct()
        );

    private static bool IsBeyond((int Rfc, string Section) cited) =>
        NotOfAnUpgrade.Any(beyond =>
            beyond.Rfc == cited.Rfc && $"{cited.Section}.".StartsWith($"{beyond.Section}.", StringComparison.Ordinal)
        );

    private static Case[] Cases(RfcRule rule) => [.. Catalogue.All.Filter(rule.IsAbout)];
}
