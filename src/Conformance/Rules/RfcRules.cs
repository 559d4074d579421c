namespace Pure.WebSockets.Conformance;

/// <summary>The rules of the RFCs. docs/rules.md is generated from this table.</summary>
internal static class RfcRules
{
    private static readonly Lazy<ILookup<string, RfcRule>> ByCase = new(() =>
        (
            from running in Catalogue.All.AsEnumerable()
            from rule in All!
            where rule.IsAbout(running)
            select (Id: running.Id.Text, Rule: rule)
        ).ToLookup(pair => pair.Id, pair => pair.Rule, StringComparer.Ordinal)
    );

    /// <summary>All rules, in the order of the RFCs.</summary>
    public static IReadOnlyList<RfcRule> All { get; } =
    [
        .. OpeningRules.All,
        .. FramingRules.All,
        .. ClosingRules.All,
        .. ExtensionRules.All,
        .. CompressionRules.All,
        .. StreamRules.All,
        .. HttpRules.All,
    ];

    /// <summary>The keywords that are not rules.</summary>
    public static IReadOnlyList<OtherUse> Others { get; } =
    [
        .. OpeningRules.Others,
        .. FramingRules.Others,
        .. ClosingRules.Others,
        .. ExtensionRules.Others,
    ];

    /// <summary>Returns the rules that a case of the catalogue is about.</summary>
    public static IEnumerable<RfcRule> Of(CaseId id) => ByCase.Value[id.Text];
}
