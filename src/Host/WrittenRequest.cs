namespace Pure.WebSockets.Host;

/// <summary>
/// An upgrade request as it stands on the wire, by HTTP/1.1 (RFC 9112): a half to a third of the memory that its fields take as strings. Connections that are open hold theirs, and hardly any
/// application asks for it.
/// </summary>
internal static class WrittenRequest
{
    /// <summary>The octets of a request that was read from such octets.</summary>
    public static byte[] Of(UpgradeRequest request) => HeadWriter.WriteRequest(new RequestHead("GET", request.Target, request.Headers)).ToArray();

    /// <summary>The same request.</summary>
    public static UpgradeRequest Read(byte[] octets) =>
        HeadParser.ParseRequest(octets).Bind(ServerHandshake.Check).IfLeft(error => throw new InvalidOperationException($"What was a request is none: {error.Seen}."));
}
