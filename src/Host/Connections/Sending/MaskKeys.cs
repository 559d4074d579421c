using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Pure.WebSockets.Host;

/// <summary>
/// Mask keys from the cryptographic generator, as RFC 6455 §5.3 and §10.3 demand. Drawn many at a time: each draw costs more than masking
/// a short frame. For one thread at a time.
/// </summary>
public sealed class MaskKeys
{
    private const int DrawnBytes = 256;

    private readonly byte[] drawn = new byte[DrawnBytes];
    private int used = DrawnBytes;

    /// <summary>A key that was given to nobody before.</summary>
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
