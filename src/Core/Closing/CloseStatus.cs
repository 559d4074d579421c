using System.Buffers.Binary;
using System.Text;

namespace Pure.WebSockets;

/// <summary>The status code and the reason of a close frame (RFC 6455 §5.5.1).</summary>
/// <param name="Code">The status code, or <see cref="CloseCode.NoStatusReceived"/> if the frame is empty.</param>
/// <param name="Reason">The reason, as text for logs. The reason is at most 123 bytes long in UTF-8 and can be empty.</param>
public sealed record CloseStatus(int Code, string Reason)
{
    /// <summary>
    /// The maximum length of the reason, in bytes of UTF-8. The payload of a control frame has at most 125 bytes. A close frame uses two of
    /// these bytes for the status code.
    /// </summary>
    public const int MaxReasonBytes = 123;

    /// <summary>The status of a close frame with an empty payload. This close frame has no status code and no reason.</summary>
    public static CloseStatus None { get; } = new(CloseCode.NoStatusReceived, "");

    /// <summary>
    /// Returns the payload of the close frame. The payload is the status code in network byte order, followed by the reason. For
    /// <see cref="None"/>, the payload is empty.
    /// </summary>
    internal byte[] ToPayload()
    {
        if (Code == CloseCode.NoStatusReceived) return [];
        var payload = new byte[2 + Encoding.UTF8.GetByteCount(Reason)];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)Code);
        Encoding.UTF8.GetBytes(Reason, payload.AsSpan(2));
        return payload;
    }

    /// <inheritdoc/>
    public override string ToString() => Reason.Length == 0 ? $"{Code}" : $"{Code} \"{Reason}\"";
}
