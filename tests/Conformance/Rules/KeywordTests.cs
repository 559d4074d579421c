namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// Each keyword in the text of RFC 6455 is a rule, or has a reason why it is not. The text is not part of this repository; the test is
/// skipped without it.
/// </summary>
public sealed class KeywordTests
{
    private const string Text = "../shared/rfc/rfc6455.txt";

    [Fact]
    public void Each_keyword_of_RFC_6455_is_accounted_for_once()
    {
        var found = Read();
        var told = Places().Select(place => place.Place).ToArray();
        Lacks.Nothing(found.Keys.Except(told));
        Lacks.Nothing(told.Except(found.Keys));
        Lacks.Nothing(told.GroupBy(place => place).Where(group => group.Count() > 1).Select(group => group.Key));
        Assert.Equal(224, found.Count);
    }

    [Fact]
    public void Each_rule_of_RFC_6455_has_the_keyword_of_its_places()
    {
        var found = Read();
        Lacks.Nothing(
            Places()
                .Where(place => place.Keyword.Length > 0 && found.GetValueOrDefault(place.Place) != place.Keyword)
                .Select(place => $"{place.Place} is {found.GetValueOrDefault(place.Place)}, not {place.Keyword}")
        );
    }

    [Theory]
    [InlineData("1.  A\n   You MUST\n   NOT.\nX            [Page 3]\nRFC 6455      Title      May 2011\n   You MAY.\n", "1#1", "MUST NOT")]
    [InlineData("1.  A\n   You MUST.\nX            [Page 3]\nRFC 6455      Title      May 2011\n   You MAY.\n", "1#2", "MAY")]
    [InlineData("1.  A\n   You MUST.\n1.1.  B\n   It is RECOMMENDED.\n", "1.1#1", "RECOMMENDED")]
    public void A_keyword_has_a_section_and_a_number(string text, string place, string keyword) =>
        Assert.Equal(keyword, Keywords.Of(text)[place]);

    private static Dictionary<string, string> Read()
    {
        Assert.SkipUnless(KeptDocument.Exists(Text), $"{Text} does not exist");
        return Keywords.Of(KeptDocument.Read(Text));
    }

    /// <summary>The places of the table with their keywords, or an empty keyword where the table has none.</summary>
    private static IEnumerable<(string Place, string Keyword)> Places() =>
        RfcRules
            .All.Where(rule => rule is { Rfc: 6455, Keyword: not RuleKeyword.None })
            .SelectMany(rule =>
                RulePlaces
                    .Items(rule.Also)
                    .Prepend(rule.Place)
                    .Select(place => place.Split(':'))
                    .Select(parts => (parts[0], parts.Length > 1 ? parts[1].Replace('-', ' ') : RuleText.Of(rule.Keyword)))
            )
            .Concat(
                RfcRules
                    .Others.Where(other => other.Rfc == 6455)
                    .SelectMany(other => RulePlaces.Items(other.Places))
                    .Select(place => (place, ""))
            );
}
