using System.Text;

namespace Pure.WebSockets.Host;

/// <summary>
/// A received message (RFC 6455 §5.6), or a piece of one with <see cref="Delivery.Pieces"/>. Its memory is rented: <b>it is valid until
/// the next receive call on its connection.</b> A later read throws an <see cref="ObjectDisposedException"/>, or returns bytes of a later
/// message of the same connection. To keep a message longer, use <see cref="Copy"/> or <see cref="ToText"/>.
/// </summary>
/// <param name="Kind">Text or binary.</param>
/// <param name="Data">The payload, valid until the next receive call; text is valid UTF-8, and a piece of it ends on a code point.</param>
/// <param name="Final">Whether the message ends here. Always true, except for pieces.</param>
public readonly record struct Message(MessageKind Kind, ReadOnlyMemory<byte> Data, bool Final = true)
{
    /// <summary>Returns the message in its own memory, which stays valid.</summary>
    public Message Copy() => this with { Data = Data.ToArray() };

    /// <summary>Decodes the payload as UTF-8. In a binary message, bytes that are not UTF-8 become U+FFFD.</summary>
    public string ToText() => Encoding.UTF8.GetString(Data.Span);
}
