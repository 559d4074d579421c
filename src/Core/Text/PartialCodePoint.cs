namespace Pure.WebSockets;

/// <summary>
/// The first one to three bytes of an incomplete code point, or no bytes if the text ends with a complete code point. When text is split
/// within a code point, only these bytes have to be stored.
/// </summary>
/// <param name="Packed">
/// The bytes and their number. Bits 0-23 contain the bytes, with the first byte in bits 0-7. Bits 24-31 contain the number of bytes.
/// </param>
internal readonly record struct PartialCodePoint(uint Packed)
{
    public int Count => (int)(Packed >> 24);

    public static PartialCodePoint Of(ReadOnlySpan<byte> bytes)
    {
        var packed = (uint)bytes.Length << 24;
        for (var at = 0; at < bytes.Length; at++) packed |= (uint)bytes[at] << (8 * at);
        return new PartialCodePoint(packed);
    }

    public void CopyTo(Span<byte> destination)
    {
        for (var at = 0; at < Count; at++) destination[at] = (byte)(Packed >> (8 * at));
    }

    /// <summary>
    /// Appends the text and returns the incomplete code point at the end of the combined text. Returns None if the combined text is not
    /// valid.
    /// </summary>
    public Option<PartialCodePoint> Then(ReadOnlySpan<byte> text)
    {
        if (Count > 0)
        {
            // At most three bytes of the code point are stored, and at most three bytes are missing. The stored bytes and the next three
            // bytes are therefore sufficient to check the code point and to find its end.
            Span<byte> joint = stackalloc byte[6];
            CopyTo(joint);
            var taken = Math.Min(3, text.Length);
            text[..taken].CopyTo(joint[Count..]);
            joint = joint[..(Count + taken)];
            var first = Math.Min(joint.Length, LengthOf(joint[0]));
            var whole = Utf8Text.CompletePrefix(joint[..first]);
            if (whole == Utf8Text.Invalid) return Option<PartialCodePoint>.None;
            if (whole == 0) return Of(joint[..first]);
            text = text[(first - Count)..];
        }

        var complete = Utf8Text.CompletePrefix(text);
        return complete == Utf8Text.Invalid ? Option<PartialCodePoint>.None : Of(text[complete..]);
    }

    private static int LengthOf(byte lead) => lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}
