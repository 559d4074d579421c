using System.IO.Compression;

namespace Pure.WebSockets.FsCheck;

/// <summary>The DEFLATE compressor of .NET. Its streams differ from the streams of the core's compressor.</summary>
internal static class FrameworkDeflate
{
    private static readonly CompressionLevel[] Levels =
    [
        CompressionLevel.Optimal,
        CompressionLevel.Fastest,
        CompressionLevel.NoCompression,
        CompressionLevel.SmallestSize,
    ];

    /// <summary>
    /// Compresses the parts into one stream. The compressor is flushed after each part. If <paramref name="final"/> is true, the stream
    /// ends with a final block.
    /// </summary>
    public static byte[] Compress(IEnumerable<byte[]> parts, int level, bool final)
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
}
