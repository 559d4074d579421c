using System.Buffers.Binary;
using System.Text;

namespace Pure.WebSockets.Schedules.Tests;

/// <summary>A frame that was written to the transport, as this reader and not the core under test reads it.</summary>
internal readonly record struct WireFrame(int Opcode, bool Final, string Text)
{
    public const int Close = 8;
    public const int Ping = 9;

    public bool IsControl => Opcode >= Close;

    /// <summary>Reads all frames. Bytes that are no whole frame are an error, unless <paramref name="isCut"/> allows a cut end.</summary>
    public static List<WireFrame> Read(ReadOnlySpan<byte> bytes, bool masked, bool isCut)
    {
        var frames = new List<WireFrame>();
        while (!bytes.IsEmpty)
        {
            var size = 2;
            if (bytes.Length < size) return Cut(frames, isCut);
            if ((bytes[0] & 0x70) != 0) throw new InvalidDataException($"A frame begins with {bytes[0]:x2}.");
            if ((bytes[1] & 0x80) != 0 != masked) throw new InvalidDataException("A frame is masked by the wrong end.");
            long length = bytes[1] & 0x7f;
            if (length == 126)
            {
                if (bytes.Length < 4) return Cut(frames, isCut);
                length = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
                size = 4;
            }
            else if (length == 127) throw new InvalidDataException("No test sends frames of 64 KiB.");

            var key = size;
            if (masked) size += 4;
            if (bytes.Length < size + length) return Cut(frames, isCut);
            var payload = bytes.Slice(size, (int)length).ToArray();
            for (var index = 0; masked && index < payload.Length; index++) payload[index] ^= bytes[key + (index % 4)];
            frames.Add(new WireFrame(bytes[0] & 0xf, (bytes[0] & 0x80) != 0, Encoding.Latin1.GetString(payload)));
            bytes = bytes[(size + (int)length)..];
        }

        return frames;
    }

    private static List<WireFrame> Cut(List<WireFrame> frames, bool isCut) =>
        isCut ? frames : throw new InvalidDataException("The output ends within a frame.");
}
