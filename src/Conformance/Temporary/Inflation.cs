using System.IO.Compression;

namespace Pure.WebSockets;

/// <summary>A receiver's context on the framework's engine, until the core has its own. The bits of the window are not looked at.</summary>
public sealed record Inflation
{
    private readonly bool contextTakeover;
    private readonly Engine engine;

    private Inflation(bool contextTakeover, Engine engine) => (this.contextTakeover, this.engine) = (contextTakeover, engine);

    /// <summary>A context before its first message.</summary>
    public static Inflation Of(int windowBits, bool contextTakeover) => new(contextTakeover, new Engine());

    /// <summary>The message and the context after it; else the rule that the payload breaks.</summary>
    public Either<ProtocolError, (Inflation Next, ReadOnlyMemory<byte> Message)> Inflate(ReadOnlySpan<byte> payload, long maxBytes)
    {
        try
        {
            return (this, (contextTakeover ? engine : new Engine()).Inflate(payload, maxBytes));
        }
        catch (InvalidDataException error)
        {
            return new ProtocolError(CloseCode.InvalidPayloadData, "RFC 7692 §7.2.2", error.Message);
        }
    }

    private sealed class Engine
    {
        private readonly MemoryStream source = new();
        private readonly DeflateStream stream;

        public Engine() => stream = new DeflateStream(source, CompressionMode.Decompress);

        public ReadOnlyMemory<byte> Inflate(ReadOnlySpan<byte> payload, long maxBytes)
        {
            source.SetLength(0);
            source.Write(payload);
            source.Write([0, 0, 0xFF, 0xFF]);
            source.Position = 0;
            using var message = new MemoryStream();
            var buffer = new byte[64 * 1024];
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                message.Write(buffer, 0, read);
                if (message.Length > maxBytes) throw new InvalidDataException("too long");
            }

            return message.ToArray();
        }
    }
}
