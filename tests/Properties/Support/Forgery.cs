using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Pure.WebSockets.Properties;

/// <summary>Snapshots with changed numbers and a valid checksum.</summary>
internal static class Forgery
{
    public const int ChecksumBytes = 8;

    /// <summary>Numbers that may do harm: zero, one, the greatest and the smallest of each width, and their neighbours.</summary>
    public static readonly long[] Numbers =
    [
        0,
        1,
        -1,
        2,
        -9,
        127,
        int.MaxValue,
        int.MinValue,
        long.MaxValue,
        long.MinValue,
        (long)int.MaxValue + 1,
        uint.MaxValue,
    ];

    /// <summary>Replaces one to three numbers or bytes by harmful ones, and computes the checksum again.</summary>
    public static byte[] Of(byte[] written, Random random)
    {
        var content = written.AsSpan(0, written.Length - ChecksumBytes);
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(4, content.Length);
            if (random.Next(2) == 0 || at + 8 > content.Length)
                content[at] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)random.Next(5);
            else
                BinaryPrimitives.WriteInt64BigEndian(content[at..], Numbers[random.Next(Numbers.Length)]);
        }

        return Sealed(written);
    }

    public static byte[] Sealed(byte[] written)
    {
        var content = written.AsSpan(0, written.Length - ChecksumBytes);
        SHA256.HashData(content).AsSpan(0, ChecksumBytes).CopyTo(written.AsSpan(content.Length));
        return written;
    }
}
