using System.Buffers.Binary;

namespace Pure.WebSockets.Bench;

/// <summary>What no receiver can beat: the payloads of one read, taken from where they lie in it, without a look at a header.</summary>
/// <param name="read">The masked frames, all of one size.</param>
/// <param name="payloads">Their payloads.</param>
/// <param name="lent">Where each payload goes, over the one before it.</param>
internal sealed class ReceiveLimits(byte[] read, byte[][] payloads, byte[] lent)
{
    /// <summary>Of nothing.</summary>
    public static ReceiveLimits None { get; } = new([], [], []);

    private const int KeyBytes = 4;

    private readonly int headerBytes = payloads.Length == 0 ? 0 : (read.Length / payloads.Length) - lent.Length;

    // One key for all, known beforehand: the last frame's, so that its payload comes out right.
    private readonly uint key =
        payloads.Length == 0 ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(read.AsSpan(read.Length - lent.Length - KeyBytes));

    /// <summary>The same bytes as the read, with payloads that are not masked.</summary>
    private readonly byte[] plain = Unmasked(read, payloads);

    /// <summary>A copy of each. The bytes copied.</summary>
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

    /// <summary>A copy of each, combined with a key. The bytes copied.</summary>
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

    /// <summary>The framework's check of each that it is UTF-8. The bytes of those that are.</summary>
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
