namespace Pure.WebSockets.Conformance;

/// <summary>Those whom a rule binds.</summary>
[Flags]
internal enum Bound
{
    Client = 1,
    Server = 2,
    Both = Client | Server,

    /// <summary>A proxy or another intermediary between the two ends.</summary>
    Intermediary = 4,

    /// <summary>The author of an extension.</summary>
    ExtensionAuthor = 8,

    /// <summary>The application that uses an end, or its user.</summary>
    Application = 16,
}
