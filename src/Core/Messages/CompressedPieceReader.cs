namespace Pure.WebSockets;

/// <summary>
/// Reads data frames of compressed messages (RFC 7692 §7.2.2). Text is validated and limits are checked during decompression.
/// </summary>
internal static class CompressedPieceReader
{
    // The size, in bytes, of the slices in which a masked payload is unmasked and decompressed.
    private const int SliceBytes = 4096;

    /// <summary>
    /// Decompresses the current frame's payload until the payload or the input ends, or until the lent memory is full. The incomplete code
    /// point at the end of the previous piece is first copied to the start of the lent memory.
    /// </summary>
    public static Piece Read(
        ref Receiving state,
        ref InflateContext inflation,
        ReadOnlySpan<byte> input,
        Span<byte> lent,
        Limits limits,
        int consumed
    )
    {
        var carried = state.Carry.Count;
        state.Carry.CopyTo(lent);

        // Memory for one byte more than the limit is sufficient to detect that the message exceeds the limit.
        var left = limits.Plain - inflation.Inflated;
        var room = lent[carried..];
        scoped var run = inflation.Begin(room.Length > left ? room[..(int)(left + 1)] : room, stackalloc uint[Inflater.ScratchEntries]);
        var payload = input[..(int)Math.Min(input.Length, state.FrameRemaining)];
        var taken =
            state.Key.Bits == 0
                ? run.Run(payload)
                : Unmask(ref run, payload, state.Key, stackalloc byte[Math.Min(payload.Length, SliceBytes)]);
        var remaining = state.FrameRemaining - taken;
        var next = inflation;
        var ended = remaining == 0 && state.FrameFinal && !run.IsFull && run.Corrupt is null && inflation.TryEnd(ref run, out next);
        var piece = new Piece
        {
            Consumed = consumed + taken,
            Kind = state.Kind,
            Final = ended,
            More = run.IsFull,
            Delivered = carried + run.Written,
        };
        if (piece.Consumed == 0 && run.Written == 0 && remaining > 0 && run.Corrupt is null && run.State == inflation.State)
        {
            piece.Delivered = 0;
            piece.Needed = 1;
            return piece;
        }

        var carry = Complete(ref piece, lent);
        piece.Error ??= run.Written > left ? CompressionErrors.TooLong(limits.Plain)
            : run.Corrupt is not null ? CompressionErrors.Corrupt(run.Corrupt)
            : ended && carry.Count > 0 ? MessageErrors.NotText
            : null;
        if (piece.Error is not null) return piece;

        piece.IsData = piece.Delivered > 0 || ended;
        inflation = ended ? next : next.After(run);
        state = ended ? default
            : remaining == 0 && !run.IsFull ? state with { InFrame = false, FrameRemaining = 0, Key = default, Carry = carry }
            : state with { FrameRemaining = remaining, Key = Masking.Advance(state.Key, taken), Carry = carry };
        return piece;
    }

    /// <summary>
    /// Unmasks and decompresses the payload until the payload ends, the output is full, or the stream is corrupt. The inflater runs at
    /// least once, because earlier input can still produce output. Returns the number of payload bytes that were consumed.
    /// </summary>
    private static int Unmask(ref Inflater run, ReadOnlySpan<byte> payload, MaskKey key, Span<byte> unmasked)
    {
        var taken = 0;
        do
        {
            var slice = unmasked[..Math.Min(unmasked.Length, payload.Length - taken)];
            Masking.Apply(payload.Slice(taken, slice.Length), slice, Masking.Advance(key, taken));
            taken += run.Run(slice);
        }
        while (taken < payload.Length && !run.IsFull && run.Corrupt is null);

        return taken;
    }

    /// <summary>Shortens a piece of text to its complete code points. Returns the incomplete code point at the end of the piece.</summary>
    private static PartialCodePoint Complete(ref Piece piece, ReadOnlySpan<byte> lent)
    {
        if (piece.Kind != MessageKind.Text) return default;
        var text = lent[..piece.Delivered];
        var complete = Utf8Text.CompletePrefix(text);
        if (complete == Utf8Text.Invalid)
        {
            piece.Error = MessageErrors.NotText;
            return default;
        }

        piece.Delivered = complete;
        return PartialCodePoint.Of(text[complete..]);
    }
}
