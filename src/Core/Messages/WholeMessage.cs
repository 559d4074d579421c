using System.Buffers.Binary;

namespace Pure.WebSockets;

/// <summary>
/// A message in one frame that lies whole in the input: the case that a host meets most. What is not clearly that, broken rules included,
/// is none, and <see cref="PieceReader"/> has the word: this only ever says sooner what it would say.
/// </summary>
internal readonly record struct WholeMessage(MessageKind Kind, int HeaderSize, int Length, MaskKey Key)
{
    private const int Final = 0x80;

    public int FrameSize => HeaderSize + Length;

    public static bool TryFind(ReadOnlySpan<byte> input, bool masked, out WholeMessage message)
    {
        message = default;
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
        if (input.Length - size < length) return false;
        message = new WholeMessage((MessageKind)kind, size, length, key);
        return true;
    }
}
