using System.IO.Compression;

namespace Pure.WebSockets.Properties;

/// <summary>The framework's DEFLATE: a second implementation that shares no code with ours.</summary>
internal static class Framework
{
    private static readonly CompressionLevel[] Levels =
    [
        CompressionLevel.Optimal,
        CompressionLevel.Fastest,
        CompressionLevel.NoCompression,
        CompressionLevel.SmallestSize,
    ];

    /// <summary>A stream of the parts, flushed between them, at one of four levels. It ends with a flush or with a final block.</summary>
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

    /// <summary>The plain bytes of a stream; none if it is rejected. A truncated stream is not rejected.</summary>
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
