using System.Text;

namespace Pure.WebSockets.Host;

/// <summary>
/// A whole message as it came (RFC 6455 §5.6), or, with <see cref="Delivery.Pieces"/>, a piece of one. Its memory is rented: <b>it is
/// valid until the next receive call on its connection.</b> To read it after that throws
/// an <see cref="ObjectDisposedException"/>, or shows a later message of the same connection. What is to be kept longer is kept as a <see
/// cref="Copy"/> or as text.
/// </summary>
/// <param name="Kind">Text or binary.</param>
/// <param name="Data">The payload, valid until the next receive call; text is valid UTF-8, and a piece of it ends on a code point.</param>
/// <param name="Final">Whether the message ends here: always, but for pieces.</param>
public readonly record struct Message(MessageKind Kind, ReadOnlyMemory<byte> Data, bool Final = true)
{
    /// <summary>The same message in memory of its own, free to be kept for ever.</summary>
    public Message Copy() => this with { Data = Data.ToArray() };

    /// <summary>The payload read as UTF-8; bytes that are none, in a binary message, become U+FFFD.</summary>
    public string ToText() => Encoding.UTF8.GetString(Data.Span);
}
