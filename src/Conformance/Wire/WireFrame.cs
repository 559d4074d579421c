namespace Pure.WebSockets.Conformance;

/// <summary>A frame as it stood on the wire, right or wrong.</summary>
/// <param name="Opcode">Four bits, 0 to 15.</param>
/// <param name="Final">FIN.</param>
/// <param name="Reserved">The reserved bits as a number: 4 is RSV1, 2 is RSV2, 1 is RSV3.</param>
/// <param name="Key">The mask key, when the frame is masked.</param>
/// <param name="LengthOctets">The octets of the extended length: 0, 2 or 8.</param>
/// <param name="Payload">The payload, unmasked.</param>
public sealed record WireFrame(int Opcode, bool Final, int Reserved, Option<MaskKey> Key, int LengthOctets, Octets Payload)
{
    /// <summary>Whether it is a control frame.</summary>
    public bool IsControl => Opcode >= 8;

    /// <summary>The frame's octets, the length in its shortest form.</summary>
    public static byte[] Encode(RawFrame frame, Option<MaskKey> key)
    {
        var payload = frame.Payload.ToOctets().Memory.Span;
        var form = payload.Length < 126 ? 0 : payload.Length <= ushort.MaxValue ? 2 : 8;
        var octets = GC.AllocateUninitializedArray<byte>(2 + form + (key.IsSome ? 4 : 0) + payload.Length);
        octets[0] = (byte)((frame.Final ? 0x80 : 0) | (frame.Reserved << 4) | frame.Opcode);
        octets[1] = (byte)((key.IsSome ? 0x80 : 0) | (form switch { 0 => payload.Length, 2 => 126, _ => 127 }));
        for (var at = 0; at < form; at++) octets[2 + at] = (byte)((ulong)payload.Length >> (8 * (form - 1 - at)));
        var body = octets.AsSpan(octets.Length - payload.Length);
        payload.CopyTo(body);
        key.IfSome(mask =>
        {
            for (var at = 0; at < 4; at++) octets[2 + form + at] = (byte)(mask.Bits >> (8 * at));
            Mask(octets.AsSpan(octets.Length - frame.Payload.Length), mask);
        });
        return octets;
    }

    internal static void Mask(Span<byte> octets, MaskKey key)
    {
        var words = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, uint>(octets);
        var bits = BitConverter.IsLittleEndian ? key.Bits : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(key.Bits);
        for (var at = 0; at < words.Length; at++) words[at] ^= bits;
        for (var at = words.Length * 4; at < octets.Length; at++) octets[at] ^= (byte)(key.Bits >> (8 * (at & 3)));
    }
}
