namespace Pure.WebSockets;

/// <summary>The message that this side sends in parts, if any.</summary>
/// <param name="Kind">The kind of the message. It is 0 if no message is in progress.</param>
/// <param name="Carry">The incomplete code point at the end of the text so far.</param>
/// <param name="Compressed">Whether its parts are compressed: all of them, or none.</param>
internal readonly record struct Sending(MessageKind Kind, PartialCodePoint Carry, bool Compressed)
{
    public bool InProgress => Kind != default;
}
