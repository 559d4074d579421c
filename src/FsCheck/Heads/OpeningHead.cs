namespace Pure.WebSockets.FsCheck;

/// <summary>
/// The head of a request that a server receives, or of a response that a client receives, in the opening handshake over HTTP/1.1 (RFC 6455
/// §4). The head can be invalid.
/// </summary>
/// <param name="Receiver">The role of the endpoint that receives the head.</param>
/// <param name="Lines">
/// The lines without their line breaks. An empty line ends the head of an interim response. The lines of the final response follow.
/// </param>
public sealed record OpeningHead(Role Receiver, IReadOnlyList<string> Lines)
{
    /// <summary>The lines without their line breaks.</summary>
    public IReadOnlyList<string> Lines { get; init => field = ItemList.Of(value); } = ItemList.Of(Lines);

    /// <summary>The bytes after the head, as Latin-1 text.</summary>
    public string Body { get; init; } = "";

    /// <summary>Returns the bytes of the head and of the body.</summary>
    public byte[] ToBytes() => Heads.Of(Lines, Body);

    /// <summary>Returns the receiver, the lines and the body as text. An empty body is omitted.</summary>
    public override string ToString() =>
        $"to a {Receiver}:{string.Concat(Lines.Select(line => $"\n  {line}"))}{(Body.Length == 0 ? "" : $"\n  body: {Body}")}";
}
