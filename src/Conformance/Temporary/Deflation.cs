using System.IO.Compression;

namespace Pure.WebSockets;

/// <summary>A sender's context on the framework's engine, until the core has its own. The bits of the window are not looked at.</summary>
public sealed record Deflation
{
    private readonly bool contextTakeover;
    private readonly int level;
    private readonly byte[] window;
    private readonly Engine engine;
    private readonly int version;

    private Deflation(bool contextTakeover, int level, byte[] window, Engine engine, int version) =>
        (this.contextTakeover, this.level, this.window, this.engine, this.version) = (contextTakeover, level, window, engine, version);

    /// <summary>A context before its first message.</summary>
    public static Deflation Of(int windowBits, bool contextTakeover, int level = 6) => new(contextTakeover, level, [], new Engine(level), 0);

    /// <summary>The payload without its last four octets, and the context after it.</summary>
    public (Deflation Next, ReadOnlyMemory<byte> Payload) Compress(ReadOnlySpan<byte> message)
    {
        if (!contextTakeover) return (this, new Engine(level).Compress(message));
        var (used, at) = engine.Take(version) ? (engine, version) : (new Engine(level), 0);
        if (used != engine)
        {
            used.Compress(window);
            used.Take(0);
        }

        var payload = used.Compress(message);
        byte[] next = [.. window, .. message];
        return (new Deflation(contextTakeover, level, next.Length > 32768 ? next[^32768..] : next, used, at + 1), payload);
    }

    private sealed class Engine
    {
        private readonly MemoryStream sink = new();
        private readonly DeflateStream stream;
        private int version;

        public Engine(int level) => stream = new DeflateStream(sink, new ZLibCompressionOptions { CompressionLevel = level });

        public bool Take(int expected) => Interlocked.CompareExchange(ref version, expected + 1, expected) == expected;

        public ReadOnlyMemory<byte> Compress(ReadOnlySpan<byte> message)
        {
            sink.SetLength(0);
            stream.Write(message);
            stream.Flush();
            return sink.ToArray().AsMemory(0, Math.Max(0, (int)sink.Length - 4));
        }
    }
}
