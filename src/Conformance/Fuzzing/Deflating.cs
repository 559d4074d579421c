using System.IO.Compression;

namespace Pure.WebSockets.Conformance;

/// <summary>The ways in which the payload of a message can be compressed.</summary>
internal enum DeflateForm
{
    /// <summary>Blocks that are not compressed.</summary>
    Stored,

    /// <summary>
    /// A block with fixed Huffman codes. The matches of the block can refer to earlier messages if the agreed parameters allow this.
    /// </summary>
    Fixed,

    /// <summary>
    /// The output of the framework's compressor, which usually contains a block with dynamic codes. The output does not refer to earlier
    /// messages.
    /// </summary>
    Dynamic,

    /// <summary>Several blocks, some with fixed codes and some uncompressed. At least one block is empty.</summary>
    Several,

    /// <summary>A final block with fixed codes, followed by the padding byte of RFC 7692 §7.2.3.4.</summary>
    Final,
}

/// <summary>Compresses the tester's messages (RFC 7692 §7.2.1) in a chosen way. This class does not share any code with the core.</summary>
/// <param name="windowBits">The base-2 logarithm of the window size in bytes.</param>
/// <param name="takesOver">Whether a compressed message is allowed to refer to earlier messages.</param>
internal sealed class Deflating(int windowBits, bool takesOver)
{
    private const int LongestMatch = 258;
    private const int ShortestMatch = 3;
    private const int FarthestSearch = 160;
    private const int LongestStored = 1000;

    private readonly List<byte> written = [];
    private byte[] history = [];
    private ulong bits;
    private int count;

    /// <summary>The bytes at the end of the compressed data that a sender removes from the payload (RFC 7692 §7.2.1).</summary>
    public static ReadOnlySpan<byte> Tail => [0x00, 0x00, 0xff, 0xff];

    /// <summary>Returns the compressed payload of a message that consists of the given number of zero bytes.</summary>
    public static byte[] Zeros(int length) => Dynamic(new byte[length]);

    /// <summary>
    /// Returns whether a message of the given length fits into the window. A longer message must not be compressed with
    /// <see cref="DeflateForm.Dynamic"/>, because the framework's compressor always uses a window of 32 KiB.
    /// </summary>
    public bool Reaches(int length) => length <= 1 << windowBits;

    /// <summary>Compresses a message, and returns the compressed payload.</summary>
    public byte[] Message(byte[] message, DeflateForm form)
    {
        var start = takesOver ? history.Length : 0;
        byte[] all = takesOver ? [.. history, .. message] : message;
        history = all.Length > 1 << windowBits ? all[^(1 << windowBits)..] : all;
        switch (form)
        {
            case DeflateForm.Dynamic:
                return Dynamic(message);
            case DeflateForm.Stored:
                for (var at = start; at < all.Length; at += LongestStored)
                    Stored(all.AsSpan(at, Math.Min(LongestStored, all.Length - at)));
                break;
            case DeflateForm.Several:
                var middle = start + (message.Length / 2);
                Fixed(all, start, middle, isFinal: false);
                Stored([]);
                Stored(all.AsSpan(middle, (all.Length - middle) / 2));
                Fixed(all, middle + ((all.Length - middle) / 2), all.Length, isFinal: false);
                break;
            default:
                Fixed(all, start, all.Length, form == DeflateForm.Final);
                break;
        }

        if (form == DeflateForm.Final)
        {
            Align();
            written.Add(0);
        }
        else
        {
            // The payload ends with an empty stored block without its last four bytes (RFC 7692 §7.2.1).
            Put(0, 3);
            Align();
        }

        byte[] payload = [.. written];
        written.Clear();
        return payload;
    }

    private static byte[] Dynamic(byte[] message)
    {
        using var stream = new MemoryStream();
        using (var deflate = new DeflateStream(stream, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(message);
            deflate.Flush();
            var flushed = stream.ToArray();
            if (flushed.AsSpan().EndsWith(Tail)) return flushed[..^Tail.Length];
        }

        return [0x00];
    }

    private void Stored(ReadOnlySpan<byte> octets)
    {
        Put(0, 3);
        Align();
        written.Add((byte)octets.Length);
        written.Add((byte)(octets.Length >> 8));
        written.Add((byte)~octets.Length);
        written.Add((byte)(~octets.Length >> 8));
        written.AddRange(octets);
    }

    private void Fixed(byte[] all, int from, int to, bool isFinal)
    {
        Put(isFinal ? 3U : 2U, 3);
        for (var at = from; at < to;)
        {
            var (distance, length) = Match(all, at, to);
            if (length < ShortestMatch)
            {
                Literal(all[at++]);
                continue;
            }

            Reference(distance, length);
            at += length;
        }

        Put(0, 7);
    }

    /// <summary>
    /// Returns the longest match that was found, or a length of 0 if no match was found. Only distances of at most 158 bytes and the three
    /// longest distances within the window are tried.
    /// </summary>
    private (int Distance, int Length) Match(byte[] all, int at, int to)
    {
        var (best, longest) = (0, 0);
        var far = Math.Min(at, 1 << windowBits);
        for (var distance = 1; distance <= far && (distance < FarthestSearch || distance > far - 2); distance++)
        {
            if (distance == FarthestSearch - 1) distance = Math.Max(distance, far - 2);
            if (distance < 1 || all[at] != all[at - distance]) continue;
            var length = 0;
            while (length < LongestMatch && at + length < to && all[at + length] == all[at + length - distance]) length++;
            if (length > longest) (best, longest) = (distance, length);
        }

        return (best, longest);
    }

    private void Literal(int symbol)
    {
        if (symbol < 144) PutCode(0x30 + symbol, 8);
        else PutCode(0x190 + symbol - 144, 9);
    }

    private void Reference(int distance, int length)
    {
        var symbol = LengthSymbol(length, out var lengthBits, out var lengthRest);
        if (symbol < 280) PutCode(symbol - 256, 7);
        else PutCode(0xC0 + symbol - 280, 8);
        Put((uint)lengthRest, lengthBits);
        var (code, first, extra) = (0, 1, 0);
        while (distance >= first + (1 << extra))
        {
            first += 1 << extra;
            code++;
            extra = code < 2 ? 0 : (code / 2) - 1;
        }

        PutCode(code, 5);
        Put((uint)(distance - first), extra);
    }

    private static int LengthSymbol(int length, out int extra, out int rest)
    {
        (extra, rest) = (0, 0);
        if (length == LongestMatch) return 285;
        var (symbol, first) = (257, ShortestMatch);
        while (length >= first + (1 << extra))
        {
            first += 1 << extra;
            symbol++;
            extra = symbol < 265 ? 0 : (symbol - 261) / 4;
        }

        rest = length - first;
        return symbol;
    }

    /// <summary>Writes a Huffman code, starting with its most significant bit.</summary>
    private void PutCode(int code, int length)
    {
        for (var bit = length - 1; bit >= 0; bit--) Put((uint)(code >> bit) & 1, 1);
    }

    private void Put(uint value, int length)
    {
        bits |= (ulong)value << count;
        count += length;
        for (; count >= 8; count -= 8, bits >>= 8) written.Add((byte)bits);
    }

    private void Align()
    {
        if (count > 0) written.Add((byte)bits);
        (bits, count) = (0, 0);
    }
}
