namespace Pure.WebSockets;

/// <summary>
/// The request target of an opening handshake (RFC 9112 §3.2). The target is a path with an optional query, or an absolute http or https
/// URI (RFC 6455 §4.2.1).
/// </summary>
/// <param name="Resource">The path and the query.</param>
/// <param name="Authority">
/// The authority of an absolute URI, which replaces the value of Host. The value is null if the target is a path.
/// </param>
internal sealed record RequestTarget(string Resource, string? Authority)
{
    /// <summary>Parses the target. Returns an error if the target is invalid.</summary>
    public static Either<HandshakeError, RequestTarget> Read(string target)
    {
        if (target.StartsWith('/')) return new RequestTarget(target, null);
        var scheme = target.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? "http://".Length
            : target.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? "https://".Length
            : 0;
        var rest = target[scheme..];
        var end = rest.IndexOfAny(['/', '?']) is >= 0 and var found ? found : rest.Length;
        return scheme == 0 || HttpAuthority.Parse(rest[..end]) is null
            ? new HandshakeError(
                400,
                "RFC 6455 §4.2.1",
                $"the request target is neither a path nor an absolute http or https URI: {HeadParser.Shown(target)}"
            )
            : new RequestTarget(rest[end..] is ['/', ..] ? rest[end..] : "/" + rest[end..], rest[..end]);
    }
}
