namespace Pure.WebSockets;

/// <summary>The message that this side sends in parts, or nothing.</summary>
/// <param name="Kind">What it is; 0 when none is under way.</param>
/// <param name="Carry">The end of the text so far, where it cuts a code point.</param>
/// <param name="Compressed">Whether its parts are compressed: all are or none.</param>
internal readonly record struct Sending(MessageKind Kind, PartialCodePoint Carry, bool Compressed)
{
    public bool InProgress => Kind != default;
}
