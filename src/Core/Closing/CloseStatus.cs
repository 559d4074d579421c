using System.Buffers.Binary;
using System.Text;

namespace Pure.WebSockets;

/// <summary>What a close frame says (RFC 6455 §5.5.1).</summary>
/// <param name="Code">The status code; <see cref="CloseCode.NoStatusReceived"/> when the frame was empty.</param>
/// <param name="Reason">A sentence for whoever reads logs, at most 123 bytes of UTF-8; often empty.</param>
public sealed record CloseStatus(int Code, string Reason)
{
    /// <summary>The longest reason, in bytes of UTF-8: a control frame holds 125 bytes, the code takes two.</summary>
    public const int MaxReasonBytes = 123;

    /// <summary>An empty close frame: no code, no reason.</summary>
    public static CloseStatus None { get; } = new(CloseCode.NoStatusReceived, "");

    /// <summary>The payload of the close frame: empty for <see cref="None"/>, else the code in network order and the reason.</summary>
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
