using System.Text;

namespace Pure.WebSockets.Host;

/// <summary>
/// A received message (RFC 6455 §5.6) in memory that the connection lends to the application. With <see cref="Delivery.Pieces"/>, a value
/// of this type is a piece of a message. <b>The memory is valid until the next receive call on the same connection.</b> Any later access to
/// the memory throws an <see cref="ObjectDisposedException"/>, or returns bytes from a later message on the same connection. To keep a
/// message longer, use <see cref="Copy"/> or <see cref="ToText"/>.
/// </summary>
/// <param name="Kind">Text or binary.</param>
/// <param name="Data">
/// The payload, which is valid until the next receive call. The payload of a text message is valid UTF-8, and a piece of a text message
/// never ends within a code point.
/// </param>
/// <param name="IsFinal">
/// Whether the message is complete. The value is false only for a piece that is not the last piece of its message.
/// </param>
public readonly record struct BorrowedMessage(MessageKind Kind, ReadOnlyMemory<byte> Data, bool IsFinal = true)
{
    /// <summary>Returns a message whose memory is a copy and stays valid.</summary>
    public Message Copy() => new(Kind, Data.ToArray(), IsFinal);

    /// <summary>Decodes the payload as UTF-8. In a binary message, bytes that are not valid UTF-8 are replaced by U+FFFD.</summary>
    public string ToText() => Encoding.UTF8.GetString(Data.Span);
}
