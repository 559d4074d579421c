using System.Buffers.Binary;

namespace Pure.WebSockets;

/// <summary>Converts frames to bytes. A client must pass a masking key. A server must not pass a masking key (RFC 6455 §5.1).</summary>
public static class FrameEncoder
{
    /// <summary>
    /// The length of the longest header, in bytes. This header consists of two fixed bytes, eight bytes for the payload length and four
    /// bytes for the masking key.
    /// </summary>
    public const int MaxHeaderBytes = 14;

    /// <summary>Returns the bytes of a frame that a server sends. The payload is not masked.</summary>
    public static byte[] Encode(Frame frame)
    {
        var bytes = new byte[Size(frame, masked: false)];
        Write(frame, bytes);
        return bytes;
    }

    /// <summary>Returns the bytes of a frame that a client sends. The payload is masked.</summary>
    public static byte[] Encode(Frame frame, MaskKey key)
    {
        var bytes = new byte[Size(frame, masked: true)];
        Write(frame, key, bytes);
        return bytes;
    }

    /// <summary>Returns the size of the frame on the wire, in bytes.</summary>
    public static int Size(Frame frame, bool masked) => HeaderSize(frame.Payload.Length, masked) + frame.Payload.Length;

    /// <summary>
    /// Writes the frame without masking and returns the number of bytes written. The destination must be at least as long as the size that
    /// <see cref="Size"/> returns.
    /// </summary>
    public static int Write(Frame frame, Memory<byte> destination)
    {
        var into = destination.Span;
        var header = WriteHeader(frame, masked: false, into);
        frame.Payload.Span.CopyTo(into[header..]);
        return header + frame.Payload.Length;
    }

    /// <summary>
    /// Writes the frame with masking and returns the number of bytes written. The destination must be at least as long as the size that
    /// <see cref="Size"/> returns.
    /// </summary>
    public static int Write(Frame frame, MaskKey key, Memory<byte> destination)
    {
        var into = destination.Span;
        var header = WriteHeader(frame, masked: true, into);
        BinaryPrimitives.WriteUInt32LittleEndian(into[header..], key.Bits);
        header += 4;
        Masking.Apply(frame.Payload.Span, into[header..], key);
        return header + frame.Payload.Length;
    }

    /// <summary>
    /// Writes only the header of an unmasked frame. Returns the number of bytes written, which is at most 10. The caller can then send the
    /// payload without copying it.
    /// </summary>
    public static int WriteHeader(Frame frame, Span<byte> destination) => WriteHeader(frame, masked: false, destination);

    private static int HeaderSize(int payload, bool masked) => (payload < 126 ? 2 : payload <= ushort.MaxValue ? 4 : 10) + (masked ? 4 : 0);

    /// <summary>
    /// Writes the header without the masking key. The payload length is encoded in the smallest possible number of bytes (§5.2).
    /// </summary>
    private static int WriteHeader(Frame frame, bool masked, Span<byte> into)
    {
        into[0] = (byte)((frame.Final ? 0x80 : 0) | (frame.Rsv1 ? 0x40 : 0) | (int)frame.Opcode);
        var mask = masked ? 0x80 : 0;
        var length = frame.Payload.Length;
        switch (length)
        {
            case < 126:
                into[1] = (byte)(mask | length);
                return 2;
            case <= ushort.MaxValue:
                into[1] = (byte)(mask | 126);
                BinaryPrimitives.WriteUInt16BigEndian(into[2..], (ushort)length);
                return 4;
            default:
                into[1] = (byte)(mask | 127);
                BinaryPrimitives.WriteUInt64BigEndian(into[2..], (ulong)length);
                return 10;
        }
    }
}
