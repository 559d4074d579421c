namespace Pure.WebSockets;

/// <summary>Text that is unmasked and checked in one go: a block at a time, which is still near when it is looked at again.</summary>
internal static class MaskedText
{
    /// <summary>A part of the nearest cache, and a multiple of the key's length.</summary>
    private const int BlockBytes = 8 * 1024;

    /// <summary>
    /// Unmasks <paramref name="source"/> behind the <paramref name="carried"/> bytes that <paramref name="lent"/> begins with. The result
    /// is <see cref="Utf8Text.CompletePrefix"/> of both together; where that is none, the rest of the text need not have been unmasked.
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
