namespace Pure.WebSockets;

/// <summary>
/// Unmasks and validates text block by block. Each block is therefore still in the processor's first-level cache when the block is
/// validated.
/// </summary>
internal static class MaskedText
{
    /// <summary>
    /// The size of a block in bytes. A block is smaller than the first-level cache. The size of a block is a multiple of the masking key's
    /// length.
    /// </summary>
    private const int BlockBytes = 8 * 1024;

    /// <summary>
    /// Unmasks the source bytes and appends the unmasked bytes to the text in the lent memory. The parameter <paramref name="carried"/> is
    /// the number of text bytes that the lent memory already contains. Returns the result of <see cref="Utf8Text.CompletePrefix"/> for the
    /// whole text. If the text is invalid, the remaining blocks are not unmasked.
    /// </summary>
    public static int Unmask(ReadOnlySpan<byte> source, Span<byte> lent, int carried, MaskKey key)
    {
        if (carried == 0 && source.Length <= BlockBytes)
        {
            // Most text is short and ASCII.
            return Masking.ApplyToText(source, lent, key) ? source.Length : Utf8Text.CompletePrefix(lent[..source.Length]);
        }

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
