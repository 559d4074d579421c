using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// The received bytes that the tester has not parsed into frames yet. The buffer is immutable. The buffer parses the layout of frames (RFC
/// 6455 §5.2), but does not check whether a frame obeys the other rules. The tester does not use the core's frame parser, because the
/// tester also tests the core. With a shared parser, the tester could not find the parser's bugs.
/// </summary>
internal sealed class WireBuffer
{
    private readonly ReadOnlyMemory<byte> head;
    private readonly ImmutableQueue<ReadOnlyMemory<byte>> rest;

    private WireBuffer(ReadOnlyMemory<byte> head, ImmutableQueue<ReadOnlyMemory<byte>> rest, long length)
    {
        this.head = head;
        this.rest = rest;
        Length = length;
    }

    /// <summary>The empty buffer.</summary>
    public static WireBuffer Empty { get; } = new(default, ImmutableQueue<ReadOnlyMemory<byte>>.Empty, 0);

    /// <summary>The number of bytes in the buffer.</summary>
    public long Length { get; }

    /// <summary>Returns a buffer with the given bytes appended.</summary>
    public WireBuffer Append(ReadOnlyMemory<byte> octets) => octets.IsEmpty ? this
        : Length == 0 ? new WireBuffer(octets, rest, octets.Length)
        : new WireBuffer(head, rest.Enqueue(octets), Length + octets.Length);

    /// <summary>
    /// Returns a buffer with the given bytes appended. If this buffer is empty, the bytes are not copied. The caller must then call
    /// <see cref="Copied"/> before it reuses the memory of the bytes.
    /// </summary>
    public WireBuffer AppendLent(ReadOnlyMemory<byte> octets) => Append(Length == 0 ? octets : octets.ToArray());

    /// <summary>
    /// Returns a buffer that contains the same bytes but does not refer to the caller's memory. Only the first block is copied, because no
    /// other block can refer to the caller's memory.
    /// </summary>
    public WireBuffer Copied() => Length == 0 ? Empty : new WireBuffer(head.ToArray(), rest, Length);

    /// <summary>
    /// Returns the first frame and a buffer with the bytes after that frame, or None if the first frame is not complete yet.
    /// </summary>
    /// <param name="unmasks">Whether to unmask a masked payload.</param>
    public Option<(WireFrame Frame, WireBuffer Trailing)> Take(bool unmasks = true)
    {
        var start = head.Length < WireFrame.LongestHeader && !rest.IsEmpty ? Joined(Math.Min(Length, WireFrame.LongestHeader)) : this;
        return HeaderOf(start.head.Span) is not { } header || header.Size + header.Payload > Length
            ? Option<(WireFrame, WireBuffer)>.None
            : start.Joined(header.Size + header.Payload).Cut(header, unmasks);
    }

    private static (int Size, long Payload, int LengthOctets, Option<MaskKey> Key)? HeaderOf(ReadOnlySpan<byte> octets)
    {
        if (octets.Length < 2) return null;
        var form = (octets[1] & 0x7F) switch { 126 => 2, 127 => 8, _ => 0 };
        var masked = octets[1] >= 0x80;
        var size = 2 + form + (masked ? 4 : 0);
        if (octets.Length < size) return null;
        long length = form switch
        {
            0 => octets[1] & 0x7F,
            2 => BinaryPrimitives.ReadUInt16BigEndian(octets[2..]),
            _ => (long)Math.Min(BinaryPrimitives.ReadUInt64BigEndian(octets[2..]), int.MaxValue),
        };
        return (
            size,
            length,
            form,
            masked ? new MaskKey(BinaryPrimitives.ReadUInt32LittleEndian(octets[(size - 4)..])) : Option<MaskKey>.None
        );
    }

    private Option<(WireFrame Frame, WireBuffer Trailing)> Cut(
        (int Size, long Payload, int LengthOctets, Option<MaskKey> Key) header,
        bool unmasks
    )
    {
        var span = head.Span;
        var payload = head.Slice(header.Size, (int)header.Payload);
        if (unmasks && header.Key.Case is MaskKey key)
        {
            var unmasked = payload.ToArray();
            WireFrame.Mask(unmasked, key);
            payload = unmasked;
        }

        var frame = new WireFrame(span[0] & 0x0F, span[0] >= 0x80, (span[0] >> 4) & 7, header.Key, header.LengthOctets, payload);
        var trailing = head[(header.Size + (int)header.Payload)..];
        var left = Length - header.Size - header.Payload;
        return (
            frame,
            trailing.IsEmpty && !rest.IsEmpty ? new WireBuffer(rest.Peek(), rest.Dequeue(), left) : new WireBuffer(trailing, rest, left)
        );
    }

    /// <summary>
    /// Returns a buffer with the same bytes, in which the first block contains at least the wanted number of bytes. If the buffer contains
    /// fewer bytes, its first block contains all bytes.
    /// </summary>
    private WireBuffer Joined(long wanted)
    {
        if (head.Length >= wanted) return this;
        var (joined, left) = (GC.AllocateUninitializedArray<byte>((int)Math.Min(wanted, Length)), rest);
        head.CopyTo(joined);
        for (var filled = head.Length; filled < joined.Length;)
        {
            left = left.Dequeue(out var next);
            var taken = Math.Min(next.Length, joined.Length - filled);
            next[..taken].CopyTo(joined.AsMemory(filled));
            filled += taken;
            if (taken < next.Length) left = ImmutableQueue.CreateRange(left.Prepend(next[taken..]));
        }

        return new WireBuffer(joined, left, Length);
    }
}
