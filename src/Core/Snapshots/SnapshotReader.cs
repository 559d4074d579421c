using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Pure.WebSockets;

/// <summary>
/// Reads the values that a <see cref="SnapshotWriter"/> wrote. After the first invalid value, all further values are zero or empty, and
/// <see cref="IsSpent"/> remains false.
/// </summary>
internal sealed class SnapshotReader
{
    private readonly ReadOnlyMemory<byte> content;
    private bool broken;

    private SnapshotReader(ReadOnlyMemory<byte> content, byte version, int position)
    {
        this.content = content;
        Version = version;
        Position = position;
    }

    /// <summary>The version of the snapshot.</summary>
    public byte Version { get; }

    public int Position { get; private set; }

    /// <summary>Whether all bytes have been read and all values are valid.</summary>
    public bool IsSpent => !broken && Position == content.Length;

    public static SnapshotReader? Open(ByteString bytes, byte oldest, byte newest, out SnapshotError? error)
    {
        var start = SnapshotWriter.Mark.Length + 1;
        var length = bytes.Length - SnapshotWriter.ChecksumBytes;
        error =
            length < start || !bytes.Span.StartsWith(SnapshotWriter.Mark)
                ? new SnapshotError("the bytes do not begin with the mark of a snapshot")
            : bytes.Span[start - 1] is var version && (version < oldest || version > newest)
                ? new SnapshotError($"the snapshot has version {version}, but this library reads versions {oldest} to {newest}")
            : !SHA256.HashData(bytes.Span[..length]).AsSpan(0, SnapshotWriter.ChecksumBytes).SequenceEqual(bytes.Span[length..])
                ? new SnapshotError("the checksum does not match, because the bytes are damaged or incomplete")
            : null;
        return error is null ? new SnapshotReader(bytes.Memory[..length], bytes.Span[start - 1], start) : null;
    }

    public byte Byte() => Take(1) is [var value] ? value : default;

    public bool Flag() => Byte() == 1;

    /// <summary>Reads a number. A number outside the range is an invalid value.</summary>
    public long Number(long least = 0, long most = long.MaxValue)
    {
        var value = Take(8) is { Length: 8 } bytes ? BinaryPrimitives.ReadInt64BigEndian(bytes) : 0;
        return value >= least && value <= most ? value : Broken(0L);
    }

    public int Int(int most = int.MaxValue) => (int)Number(0, most);

    /// <summary>Reads a value of an enumeration. A number that the enumeration does not define is an invalid value.</summary>
    public T OneOf<T>()
        where T : struct, Enum
    {
        var value = (T)Enum.ToObject(typeof(T), Byte());
        return Enum.IsDefined(value) ? value : Broken(default(T));
    }

    public byte[] Bytes() => Take(Number(0, content.Length)).ToArray();

    public string Text() => Encoding.UTF8.GetString(Bytes());

    public Option<T> Maybe<T>(Func<T> read) => Flag() ? read() : Option<T>.None;

    public Seq<T> Each<T>(Func<T> read)
    {
        // In an invalid snapshot, the stored number of elements can be too high. Each element has at least one byte, so the loop then stops
        // at the end of the bytes.
        var values = new List<T>();
        for (var left = Number(0, content.Length); left > 0 && !broken; left--) values.Add(read());
        return Seq.create<T>(values.ToArray());
    }

    public T Broken<T>(T value)
    {
        broken = true;
        return value;
    }

    private ReadOnlySpan<byte> Take(long count)
    {
        if (broken || count > content.Length - Position)
        {
            broken = true;
            return [];
        }

        Position += (int)count;
        return content.Span.Slice(Position - (int)count, (int)count);
    }
}
