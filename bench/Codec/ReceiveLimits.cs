using System.Buffers.Binary;

namespace Pure.WebSockets.Bench;

/// <summary>The limits of any receiver: processes the payloads of one read in place, without reading a header.</summary>
/// <param name="read">The masked frames, all of the same size.</param>
/// <param name="payloads">Their payloads.</param>
/// <param name="lent">The memory for each payload, which overwrites the previous one.</param>
internal sealed class ReceiveLimits(byte[] read, byte[][] payloads, byte[] lent)
{
    /// <summary>The limits of an empty read.</summary>
    public static ReceiveLimits None { get; } = new([], [], []);

    private const int KeyBytes = 4;

    private readonly int headerBytes = payloads.Length == 0 ? 0 : (read.Length / payloads.Length) - lent.Length;

    // One key for all frames: that of the last frame, so that its payload is correct.
    private readonly uint key =
        payloads.Length == 0 ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(read.AsSpan(read.Length - lent.Length - KeyBytes));

    /// <summary>The read with unmasked payloads.</summary>
    private readonly byte[] plain = Unmasked(read, payloads);

    /// <summary>Copies each payload. Returns the number of bytes.</summary>
    public int Copy()
    {
        var copied = 0;
        for (var at = headerBytes; at < read.Length; at += headerBytes + lent.Length)
        {
            read.AsSpan(at, lent.Length).CopyTo(lent);
            copied += lent.Length;
        }

        return copied;
    }

    /// <summary>Copies and unmasks each payload. Returns the number of bytes.</summary>
    public int XorCopy()
    {
        var copied = 0;
        for (var at = headerBytes; at < read.Length; at += headerBytes + lent.Length)
        {
            Bench.XorCopy.Apply(read.AsSpan(at, lent.Length), lent, key);
            copied += lent.Length;
        }

        return copied;
    }

    /// <summary>Checks each payload with the framework. Returns the number of valid bytes.</summary>
    public int Utf8()
    {
        var valid = 0;
        for (var at = headerBytes; at < plain.Length; at += headerBytes + lent.Length)
        {
            if (System.Text.Unicode.Utf8.IsValid(plain.AsSpan(at, lent.Length))) valid += lent.Length;
        }

        return valid;
    }

    private static byte[] Unmasked(byte[] read, byte[][] payloads)
    {
        var unmasked = read.ToArray();
        for (var number = 0; number < payloads.Length; number++)
            payloads[number].CopyTo(unmasked, ((number + 1) * (read.Length / payloads.Length)) - payloads[number].Length);
        return unmasked;
    }
}
