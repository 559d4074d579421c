using System.Globalization;
using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// A generated document that consists of random bytes and tables of offsets. The random bytes represent compressed streams, which cannot be
/// compressed further.
/// </summary>
internal static class Document
{
    private const int Stretch = 500;

    /// <summary>Generates a document of the given length in bytes.</summary>
    public static byte[] Write(int length, uint seed)
    {
        var tables = new RatioBySegment(160, 50, 50, 400);
        var numbers = new SeededRandom(seed);
        var octets = new byte[length];
        var place = 1_000_000_000;
        for (var at = 0; at < length;)
        {
            var isTable = numbers.Happens(tables.At(at));
            var end = Math.Min(length, at + Stretch + numbers.Below(Stretch));
            while (at < end)
            {
                if (!isTable)
                {
                    octets[at++] = (byte)numbers.Below(256);
                    continue;
                }

                place += 100;
                var row = (place + numbers.Below(5000)).ToString(CultureInfo.InvariantCulture) + " 00000 n \n";
                at += Encoding.ASCII.GetBytes(row.AsSpan(0, Math.Min(row.Length, end - at)), octets.AsSpan(at));
            }
        }

        return octets;
    }
}
