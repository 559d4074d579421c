using System.Text;

namespace Pure.WebSockets.Host;

/// <summary>
/// A message or a piece of a message that the application can keep. <see cref="BorrowedMessage.Copy"/> creates it from a received message.
/// </summary>
/// <param name="Kind">Text or binary.</param>
/// <param name="Data">The payload. Its memory stays valid.</param>
/// <param name="IsFinal">
/// Whether the message is complete. The value is false only for a piece that is not the last piece of its message.
/// </param>
public readonly record struct Message(MessageKind Kind, ReadOnlyMemory<byte> Data, bool IsFinal = true)
{
    /// <summary>Decodes the payload as UTF-8. In a binary message, bytes that are not valid UTF-8 are replaced by U+FFFD.</summary>
    public string ToText() => Encoding.UTF8.GetString(Data.Span);
}
