namespace Pure.WebSockets.Conformance;

/// <summary>
/// The fields of a request that the opening handshake itself sets or that it must not contain, because cases depend on them. No profile, no
/// option and no target may set them. Only the handshake edits of a case change them.
/// </summary>
internal static class RequestFields
{
    private const string Edited = "only the \"edits\" of a case file change it";
    private const string NoBody = "a request that opens a WebSocket has no body";

    // These fields describe a single connection, so an intermediary removes them, and HTTP/2 does not allow them (RFC 9113 §8.2.2).
    private const string OfConnection = "it is a field of the connection, and not of the application";

    private static readonly Dictionary<string, string> Owned = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Upgrade"] = Edited,
        ["Connection"] = Edited,
        ["Content-Length"] = NoBody,
        ["Transfer-Encoding"] = NoBody,
        ["Trailer"] = NoBody,
        ["Expect"] = NoBody,
        ["TE"] = OfConnection,
        ["Keep-Alive"] = OfConnection,
        ["Proxy-Connection"] = OfConnection,
        ["HTTP2-Settings"] = OfConnection,
    };

    /// <summary>Returns the reason why a field must not be set, and what to use instead. Returns None if the field may be set.</summary>
    /// <param name="name">The name of the field.</param>
    /// <param name="instead">The replacements at the place where the field is set.</param>
    public static Option<string> Refusal(string name, Replacements instead) =>
        WhatInstead(name, instead).Map(advice => $"the handshake sets {name} itself; {advice}");

    private static Option<string> WhatInstead(string name, Replacements instead) =>
        name.ToUpperInvariant() switch
        {
            "HOST" => instead.Host,
            "ORIGIN" => instead.Origin,
            "SEC-WEBSOCKET-PROTOCOL" => instead.Subprotocols,
            "SEC-WEBSOCKET-EXTENSIONS" => "the \"compression\" of a case file changes it",
            [':', ..] => "it is a pseudo-header field of HTTP/2, which is made of the URL",
            var other when other.StartsWith("SEC-WEBSOCKET-", StringComparison.Ordinal) => Edited,
            var other => Owned.TryGetValue(other, out var advice) ? advice : Option<string>.None,
        };

    /// <summary>The replacements for fields that the opening handshake sets from other values.</summary>
    /// <param name="Host">The replacement for Host.</param>
    /// <param name="Origin">The replacement for Origin.</param>
    /// <param name="Subprotocols">The replacement for Sec-WebSocket-Protocol.</param>
    public sealed record Replacements(string Host, string Origin, string Subprotocols)
    {
        /// <summary>The replacements for the options of a command.</summary>
        public static Replacements Options { get; } = new("it is the host of the URL", "use --origin", "use --subprotocol");

        /// <summary>The replacements for the keys of a profile.</summary>
        public static Replacements Profile { get; } = new("it is the host of the URL", "use \"origin\"", "use \"subprotocols\"");

        /// <summary>The replacements for the properties of a <see cref="TestTarget"/>.</summary>
        public static Replacements Target { get; } =
            new($"use {nameof(TestTarget.Url)}", $"use {nameof(TestTarget.Origin)}", $"use {nameof(TestTarget.Protocols)}");
    }
}
