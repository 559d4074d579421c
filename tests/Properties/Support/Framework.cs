using System.IO.Compression;

namespace Pure.WebSockets.Properties;

/// <summary>DEFLATE as the framework has it: a second opinion that shares no line with ours.</summary>
internal static class Framework
{
    private static readonly CompressionLevel[] Levels =
    [
        CompressionLevel.Optimal,
        CompressionLevel.Fastest,
        CompressionLevel.NoCompression,
        CompressionLevel.SmallestSize,
    ];

    /// <summary>
    /// A stream of the parts, flushed between them, as one of four levels makes it. It ends with a flush, or with a final block.
    /// </summary>
    public static byte[] Deflate(IEnumerable<byte[]> parts, int level, bool final)
    {
        var stream = new MemoryStream();
        using var deflate = new DeflateStream(stream, Levels[level], leaveOpen: true);
        foreach (var part in parts)
        {
            deflate.Write(part);
            deflate.Flush();
        }

        if (final) deflate.Dispose();
        return stream.ToArray();
    }

    /// <summary>The plain bytes of a stream; none when it is refused. What is cut off is not.</summary>
    public static byte[]? Inflate(byte[] stream)
    {
        using var inflate = new DeflateStream(new MemoryStream(stream), CompressionMode.Decompress);
        var plain = new MemoryStream();
        try
        {
            inflate.CopyTo(plain);
            return plain.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
