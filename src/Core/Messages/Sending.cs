namespace Pure.WebSockets;

/// <summary>The message that this side is sending in parts, if any.</summary>
/// <param name="Kind">The kind of the message, or 0 if no message is in progress.</param>
/// <param name="Carry">The incomplete code point at the end of the text that has been sent so far.</param>
/// <param name="Compressed">Whether the message is compressed. The value applies to all parts of the message.</param>
internal readonly record struct Sending(MessageKind Kind, PartialCodePoint Carry, bool Compressed)
{
    public bool InProgress => Kind != default;
}
