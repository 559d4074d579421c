namespace Pure.WebSockets.Conformance;

/// <summary>
/// The reasons for which a tester at the other end of one connection cannot see whether a peer keeps a rule.
/// </summary>
internal enum Unseen
{
    /// <summary>The rule allows something, so no behaviour breaks it.</summary>
    Permission,

    /// <summary>The rule applies before the connection exists, or decides whether it will exist.</summary>
    BeforeConnection,

    /// <summary>The rule is about several connections.</summary>
    OtherConnections,

    /// <summary>The rule is about TLS, which is below the bytes of a case.</summary>
    Tls,

    /// <summary>The rule binds an intermediary.</summary>
    Intermediary,

    /// <summary>The rule binds the author of an extension.</summary>
    ExtensionAuthor,

    /// <summary>The rule is about what a peer shows, logs, stores or draws at random.</summary>
    Inside,

    /// <summary>The rule applies only if the peer decides something that a case cannot make it decide.</summary>
    Choice,
}
