using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Pure.WebSockets.Bench;

/// <summary>Mask keys from the cryptographic generator, drawn a thousand at a time as a host does: one draw costs as much as the whole frame.</summary>
internal sealed class MaskKeys
{
    private readonly byte[] drawn = new byte[4096];
    private int used = 4096;

    public MaskKey Next()
    {
        if (used == drawn.Length)
        {
            RandomNumberGenerator.Fill(drawn);
            used = 0;
        }

        var key = new MaskKey(BinaryPrimitives.ReadUInt32LittleEndian(drawn.AsSpan(used)));
        used += 4;
        return key;
    }
}
