using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Pure.WebSockets.Host;

/// <summary>Mask keys from the cryptographic generator, as RFC 6455 §5.3 and §10.3 demand. Drawn many at a time: each draw costs more than masking a short frame.</summary>
internal sealed class MaskKeys
{
    private readonly byte[] drawn = new byte[256];
    private int used = 256;

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
