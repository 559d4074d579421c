using System.Buffers.Binary;

namespace Pure.WebSockets;

/// <summary>
/// The header of an uncompressed message in one frame with at most 65,535 payload bytes. Most messages have a header of this type. A header
/// of this type breaks no rule that <see cref="FrameReader"/> checks. <see cref="FrameReader"/> reads all other headers and reports broken
/// rules.
/// </summary>
/// <param name="Kind">The kind of the message, which is text or binary.</param>
/// <param name="Size">The number of bytes in the header.</param>
/// <param name="Length">The number of bytes in the payload, including bytes that have not arrived yet.</param>
/// <param name="Key">The masking key, or zero if the frame is not masked.</param>
internal readonly record struct SingleFrameHeader(MessageKind Kind, int Size, int Length, MaskKey Key)
{
    private const int Final = 0x80;

    /// <summary>The number of bytes in the whole frame.</summary>
    public int FrameSize => Size + Length;

    public FrameHeader ToFrameHeader() => new((Opcode)Kind, Final: true, Rsv1: false, Length, Key, Size);

    /// <summary>
    /// Reads the header at the start of the input. Returns false if the input starts with another kind of header, or with an incomplete
    /// header.
    /// </summary>
    /// <param name="input">The bytes from the peer, which start with a frame. A fragmented message must not be in progress.</param>
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
