namespace Pure.WebSockets;

/// <summary>Unmasks and validates text block by block, so that each block is still in the nearest cache when it is validated.</summary>
internal static class MaskedText
{
    /// <summary>A part of the nearest cache, and a multiple of the key's length.</summary>
    private const int BlockBytes = 8 * 1024;

    /// <summary>
    /// Unmasks <paramref name="source"/> into <paramref name="lent"/>, after the <paramref name="carried"/> bytes that it starts with.
    /// Returns <see cref="Utf8Text.CompletePrefix"/> of both together. If the text is invalid, the rest of it may not be unmasked.
    /// </summary>
    public static int Unmask(ReadOnlySpan<byte> source, Span<byte> lent, int carried, MaskKey key)
    {
        var complete = 0;
        for (var at = 0; at < source.Length; at += BlockBytes)
        {
            var block = source.Slice(at, Math.Min(BlockBytes, source.Length - at));
            Masking.Apply(block, lent[(carried + at)..], key);
            var more = Utf8Text.CompletePrefix(lent[complete..(carried + at + block.Length)]);
            if (more == Utf8Text.Invalid) return Utf8Text.Invalid;
            complete += more;
        }

        return complete;
    }
}
