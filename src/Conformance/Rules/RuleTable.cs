namespace Pure.WebSockets.Conformance;

/// <summary>Writes the rows of one RFC.</summary>
/// <param name="rfc">The number of the RFC.</param>
internal sealed class RuleTable(int rfc)
{
    /// <summary>Creates a rule that a tester can see, with the cases that are about it and the faults that they catch.</summary>
    public RfcRule Seen(
        string place,
        RuleKeyword keyword,
        Bound bound,
        string text,
        string cases,
        string faults = "",
        string laws = ""
    ) =>
        new(rfc, place, keyword, bound, text)
        {
            Cases = cases,
            Faults = faults,
            Laws = laws,
        };

    /// <summary>Creates a rule about what a peer sends, which the judge checks in every case.</summary>
    public RfcRule Sent(
        string place,
        RuleKeyword keyword,
        Bound bound,
        string text,
        string faults,
        string laws = "",
        string cases = ""
    ) => Seen(place, keyword, bound, text, cases, faults, laws) with { IsCheckedInEveryCase = true };

    /// <summary>Creates a rule that a tester cannot see.</summary>
    public RfcRule Hidden(string place, RuleKeyword keyword, Bound bound, string text, Unseen why, string laws = "", string also = "") =>
        new(rfc, place, keyword, bound, text)
        {
            Unseen = why,
            Laws = laws,
            Also = also,
        };

    /// <summary>Creates a rule that allows something.</summary>
    public RfcRule May(string place, Bound bound, string text, string also = "") =>
        Hidden(place, RuleKeyword.May, bound, text, Unseen.Permission, also: also);

    /// <summary>Creates a sentence without a keyword that cases test. The number of its place is 0.</summary>
    public RfcRule Said(string place, string text, string cases, string faults = "", string laws = "") =>
        Seen(place, RuleKeyword.None, Bound.Both, text, cases, faults, laws);

    /// <summary>Creates a rule that no case tests yet.</summary>
    public RfcRule Untested(string place, RuleKeyword keyword, Bound bound, string text, string gap, string laws = "") =>
        Seen(place, keyword, bound, text, "", laws: laws) with { Gap = gap };

    /// <summary>Creates an entry for keywords that are not rules.</summary>
    public OtherUse NoRule(string places, string why) => new(rfc, places, why);
}
