using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Pure.WebSockets;

/// <summary>
/// Writes values in a fixed binary format. Numbers have eight bytes in network byte order. Each sequence is preceded by its length.
/// </summary>
internal sealed class SnapshotWriter
{
    public const int ChecksumBytes = 8;

    private readonly ArrayBufferWriter<byte> buffer = new();

    public SnapshotWriter(byte version)
    {
        buffer.Write(Mark);
        Byte(version);
    }

    /// <summary>The first bytes of every snapshot.</summary>
    public static ReadOnlySpan<byte> Mark => "PWS"u8;

    public void Byte(byte value) => buffer.Write([value]);

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void Number(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(buffer.GetSpan(8), value);
        buffer.Advance(8);
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Number(value.Length);
        buffer.Write(value);
    }

    public void Text(string value) => Bytes(Encoding.UTF8.GetBytes(value));

    public void Maybe<T>(Option<T> value, Action<T> write)
    {
        Flag(value.IsSome);
        value.IfSome(write);
    }

    public void Each<T>(IEnumerable<T> values, Action<T> write)
    {
        var items = values.AsSeq();
        Number(items.Count);
        foreach (var item in items) write(item);
    }

    /// <summary>Returns all bytes that were written, followed by their checksum.</summary>
    public ByteString Sealed()
    {
        var checksum = SHA256.HashData(buffer.WrittenSpan);
        buffer.Write(checksum.AsSpan(0, ChecksumBytes));
        return buffer.WrittenSpan.ToArray();
    }
}
