using System.IO.Compression;

namespace Pure.WebSockets.Properties;

/// <summary>The framework's DEFLATE: a second implementation that shares no code with ours.</summary>
internal static class Framework
{
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
