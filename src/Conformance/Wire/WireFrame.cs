using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Pure.WebSockets.Conformance;

/// <summary>A frame as it was received. The frame can break the rules of RFC 6455.</summary>
/// <param name="Opcode">The opcode, a number from 0 to 15.</param>
/// <param name="Final">Whether the FIN bit is set.</param>
/// <param name="Reserved">The reserved bits as a number. RSV1 has the value 4, RSV2 has the value 2, and RSV3 has the value 1.</param>
/// <param name="Key">The masking key, or None if the frame is not masked.</param>
/// <param name="LengthOctets">The size of the extended payload length in bytes: 0, 2 or 8.</param>
/// <param name="Payload">
/// The payload after unmasking. If <see cref="TesterOptions.ApplyMask"/> is false, a received payload is not unmasked.
/// </param>
internal sealed record WireFrame(int Opcode, bool Final, int Reserved, Option<MaskKey> Key, int LengthOctets, ByteString Payload)
{
    /// <summary>The size of the longest header in bytes.</summary>
    internal const int LongestHeader = 14;

    private const int MaskOctets = 4;

    /// <summary>Whether the frame is a control frame.</summary>
    public bool IsControl => Opcode >= 8;

    /// <summary>The size of the frame in bytes.</summary>
    public int WireLength => 2 + LengthOctets + (Key.IsSome ? MaskOctets : 0) + Payload.Length;

    /// <summary>Encodes a frame. If the frame does not define the form of the payload length, the shortest form is used.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="key">The masking key, or None if the frame is not masked.</param>
    /// <param name="applies">Whether the payload is XORed with the masking key. This value is ignored if there is no key.</param>
    public static byte[] Encode(RawFrame frame, Option<MaskKey> key, bool applies = true)
    {
        var form = frame.DeclaredLength.IsSome ? 8 : frame.LengthOctets.IfNone(FormOf(frame.Payload.Length));
        var octets = GC.AllocateUninitializedArray<byte>(2 + form + (key.IsSome ? MaskOctets : 0) + frame.Payload.Length);
        WriteBody(
            octets,
            WriteHeader(
                octets,
                frame.Opcode,
                frame.Final,
                frame.Reserved,
                frame.DeclaredLength.IfNone((ulong)frame.Payload.Length),
                form,
                key
            ),
            frame.Payload.ToOctets().Memory.Span,
            key,
            applies
        );
        return octets;
    }

    /// <summary>Returns the size in bytes of a frame as it is sent.</summary>
    internal static int LengthOf(RawFrame frame, bool isMasked) =>
        2
        + (frame.DeclaredLength.IsSome ? 8 : frame.LengthOctets.IfNone(FormOf(frame.Payload.Length)))
        + (isMasked ? MaskOctets : 0)
        + frame.Payload.Length;

    /// <summary>Returns the size in bytes of a frame with the given payload length, which is written in its shortest form.</summary>
    internal static int LengthOf(int payload, Option<MaskKey> key) => 2 + FormOf(payload) + (key.IsSome ? MaskOctets : 0) + payload;

    /// <summary>
    /// Writes a frame to a buffer, which must be large enough. The payload length is written in its shortest form. Returns the size of the
    /// frame in bytes.
    /// </summary>
    internal static int Write(
        Span<byte> octets,
        int opcode,
        bool final,
        int reserved,
        ReadOnlySpan<byte> payload,
        Option<MaskKey> key,
        bool applies = true
    )
    {
        var start = WriteHeader(octets, opcode, final, reserved, (ulong)payload.Length, FormOf(payload.Length), key);
        WriteBody(octets, start, payload, key, applies);
        return start + payload.Length;
    }

    internal static void Mask(Span<byte> octets, MaskKey key)
    {
        var vectors = MemoryMarshal.Cast<byte, Vector<uint>>(octets);
        var bits = BitConverter.IsLittleEndian ? key.Bits : BinaryPrimitives.ReverseEndianness(key.Bits);
        var wide = new Vector<uint>(bits);
        for (var at = 0; at < vectors.Length; at++) vectors[at] ^= wide;
        // The length of a vector is a multiple of the key's length, so the first remaining byte is combined with the key's first byte.
        for (var at = vectors.Length * Vector<byte>.Count; at < octets.Length; at++) octets[at] ^= (byte)(key.Bits >> (8 * (at & 3)));
    }

    private static int WriteHeader(Span<byte> octets, int opcode, bool final, int reserved, ulong length, int form, Option<MaskKey> key)
    {
        octets[0] = (byte)((final ? 0x80 : 0) | (reserved << 4) | opcode);
        octets[1] = (byte)((key.IsSome ? 0x80 : 0) | (form switch { 0 => (int)length, 2 => 126, _ => 127 }));
        for (var at = 0; at < form; at++) octets[2 + at] = (byte)(length >> (8 * (form - 1 - at)));
        var start = 2 + form;
        if (key.Case is not MaskKey mask) return start;
        for (var at = 0; at < MaskOctets; at++) octets[start + at] = (byte)(mask.Bits >> (8 * at));
        return start + MaskOctets;
    }

    private static void WriteBody(Span<byte> octets, int start, ReadOnlySpan<byte> payload, Option<MaskKey> key, bool applies)
    {
        var body = octets.Slice(start, payload.Length);
        payload.CopyTo(body);
        if (applies && key.Case is MaskKey mask) Mask(body, mask);
    }

    private static int FormOf(int payload) => payload < 126 ? 0 : payload <= ushort.MaxValue ? 2 : 8;
}
