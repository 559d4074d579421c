using System.Buffers.Binary;

namespace Pure.WebSockets;

/// <summary>
/// The header of a message in one frame, uncompressed and of at most 65,535 bytes, which is the most frequent header. It breaks no rule
/// that <see cref="FrameReader"/> checks. <see cref="FrameReader"/> reads all other headers, and reports broken rules.
/// </summary>
/// <param name="Kind">Text or binary.</param>
/// <param name="Size">The bytes of the header.</param>
/// <param name="Length">The bytes of the payload. They may not have arrived yet.</param>
/// <param name="Key">The mask key. It is zero if the frame is not masked.</param>
internal readonly record struct SingleFrameHeader(MessageKind Kind, int Size, int Length, MaskKey Key)
{
    private const int Final = 0x80;

    /// <summary>The bytes of the header and the payload.</summary>
    public int FrameSize => Size + Length;

    public FrameHeader ToFrameHeader() => new((Opcode)Kind, Final: true, Rsv1: false, Length, Key, Size);

    /// <summary>
    /// Reads such a header at the start of <paramref name="input"/>. Returns false if the input starts with another kind of header, or with
    /// an incomplete one.
    /// </summary>
    /// <param name="input">Bytes from the peer. No message may be in progress there.</param>
    /// <param name="masked">Whether the peer must mask its frames.</param>
    /// <param name="header">The header.</param>
    public static bool TryRead(ReadOnlySpan<byte> input, bool masked, out SingleFrameHeader header)
    {
        header = default;
        var keySize = masked ? 4 : 0;
        if (input.Length < 2 + keySize) return false;
        var kind = input[0] ^ Final;
        var length = input[1] ^ (masked ? 0x80 : 0);
        if (kind is not ((int)MessageKind.Text or (int)MessageKind.Binary) || length > 126) return false;

        var size = 2 + keySize;
        if (length == 126)
        {
            size += 2;
            if (input.Length < size) return false;
            length = BinaryPrimitives.ReadUInt16BigEndian(input[2..]);
            if (length < 126) return false;
        }

        var key = masked ? new MaskKey(BinaryPrimitives.ReadUInt32LittleEndian(input[(size - 4)..])) : default;
        header = new SingleFrameHeader((MessageKind)kind, size, length, key);
        return true;
    }
}
