namespace Pure.WebSockets.Conformance;

/// <summary>The keyword of a rule (RFC 2119). REQUIRED and SHALL mean the same as MUST, and RECOMMENDED the same as SHOULD.</summary>
internal enum RuleKeyword
{
    /// <summary>The sentence has no keyword, but cases test it.</summary>
    None,

    Must,
    MustNot,
    Should,
    ShouldNot,
    May,
}
