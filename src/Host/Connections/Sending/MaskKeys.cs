using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Pure.WebSockets.Host;

/// <summary>
/// Masking keys from the cryptographic random number generator, as RFC 6455 §5.3 and §10.3 require. The keys are generated in groups of 64,
/// because one call to the generator takes longer than masking a short frame. This class is not thread-safe.
/// </summary>
internal sealed class MaskKeys
{
    private const int DrawnBytes = 256;

    private readonly byte[] drawn = new byte[DrawnBytes];
    private int used = DrawnBytes;

    /// <summary>Returns a new masking key.</summary>
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
