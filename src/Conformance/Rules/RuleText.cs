namespace Pure.WebSockets.Conformance;

/// <summary>The words for rules in lists and reports.</summary>
internal static class RuleText
{
    /// <summary>Returns a rule as a sentence, such as "A client MUST mask all its frames."</summary>
    public static string Sentence(RfcRule rule) =>
        rule.Keyword == RuleKeyword.None ? $"{rule.Text}." : $"{Subject(rule.Bound)} {Of(rule.Keyword)} {rule.Text}.";

    /// <summary>Returns a keyword as the RFCs write it.</summary>
    public static string Of(RuleKeyword keyword) =>
        keyword switch
        {
            RuleKeyword.Must => "MUST",
            RuleKeyword.MustNot => "MUST NOT",
            RuleKeyword.Should => "SHOULD",
            RuleKeyword.ShouldNot => "SHOULD NOT",
            RuleKeyword.May => "MAY",
            _ => "–",
        };

    /// <summary>Returns those whom a rule binds.</summary>
    public static string Of(Bound bound) =>
        bound switch
        {
            Bound.Client => "client",
            Bound.Server => "server",
            Bound.Both => "both",
            Bound.Intermediary => "intermediary",
            Bound.ExtensionAuthor => "author of an extension",
            Bound.Application => "application",
            _ => string.Join(
                ", ",
                Enum.GetValues<Bound>().Where(one => one != Bound.Both && bound.HasFlag(one)).Select(Of)
            ),
        };

    /// <summary>Returns the reason for which a tester cannot see whether a rule is kept.</summary>
    public static string Of(Unseen unseen) =>
        unseen switch
        {
            Unseen.Permission => "it is a permission",
            Unseen.BeforeConnection => "it applies before the connection",
            Unseen.OtherConnections => "it is about several connections",
            Unseen.Tls => "it is about TLS",
            Unseen.Intermediary => "it binds an intermediary",
            Unseen.ExtensionAuthor => "it binds the author of an extension",
            Unseen.Inside => "it stays inside the peer",
            _ => "it depends on a choice of the peer",
        };

    private static string Subject(Bound bound) =>
        bound switch
        {
            Bound.Both => "An endpoint",
            Bound.Intermediary or Bound.ExtensionAuthor or Bound.Application => $"An {Of(bound)}".Replace(
                "An author",
                "The author",
                StringComparison.Ordinal
            ),
            Bound.Client or Bound.Server => $"A {Of(bound)}",
            _ => Of(bound),
        };
}
