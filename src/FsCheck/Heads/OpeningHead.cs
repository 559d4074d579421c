namespace Pure.WebSockets.FsCheck;

/// <summary>
/// A head of the opening handshake (RFC 6455 §4) over HTTP/1.1. The head belongs to a request that a server receives or to a response that
/// a client receives. The head may be invalid.
/// </summary>
/// <param name="Receiver">The role of the endpoint that receives the head.</param>
/// <param name="Lines">The lines without their line ends. An empty line ends an interim response, which precedes the head itself.</param>
public sealed record OpeningHead(Role Receiver, string[] Lines)
{
    /// <summary>The bytes after the head, as characters of Latin-1.</summary>
    public string Body { get; init; } = "";

    /// <summary>Returns the bytes of the head and of the body.</summary>
    public byte[] ToBytes() => Heads.Of(Lines, Body);

    /// <summary>Returns the receiver, the lines, and the body if it is not empty.</summary>
    public override string ToString() =>
        $"to a {Receiver}:{string.Concat(Lines.Select(line => $"\n  {line}"))}{(Body.Length == 0 ? "" : $"\n  body: {Body}")}";
}
