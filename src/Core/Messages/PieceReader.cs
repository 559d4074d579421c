namespace Pure.WebSockets;

/// <summary>
/// Reads data frames. The reader handles fragmentation (RFC 6455 §5.4), checks each piece of text when it arrives (§8.1), and checks the
/// limits (§10.4).
/// </summary>
internal static class PieceReader
{
    /// <summary>
    /// Reads at most one piece of one frame. Updates the state and the inflation context. However, a control frame or a complete message in
    /// one frame does not change the state.
    /// </summary>
    public static Piece Read(
        ref Receiving state,
        ref InflateContext? inflation,
        ReadOnlySpan<byte> input,
        Span<byte> lent,
        Limits limits,
        FrameRules rules
    )
    {
        if (state.InFrame) return ReadPayload(ref state, ref inflation, input, lent, limits, consumed: 0);

        var piece = default(Piece);
        var needed = FrameReader.Read(input, rules, out var header, out piece.Error);
        if (piece.Error is not null) return piece;
        if (needed == 0) return ReadFrame(ref state, ref inflation, header, input, lent, limits);

        // The payload length is checked even if the masking key has not arrived yet.
        if (header.Size > 0 && !header.IsControl) piece.Error = LimitError(state, header, limits);
        if (piece.Error is null) piece.Needed = needed;
        return piece;
    }

    /// <summary>Reads a frame whose header has already been parsed. The header is at the start of the input.</summary>
    public static Piece ReadFrame(
        ref Receiving state,
        ref InflateContext? inflation,
        FrameHeader header,
        ReadOnlySpan<byte> input,
        Span<byte> lent,
        Limits limits
    )
    {
        var piece = default(Piece);
        if (header.IsControl)
        {
            // A control frame has at most 125 payload bytes. Control frames are read only when they are complete, so the state never has to
            // store a part of a control frame.
            var size = header.Size + (int)header.Length;
            if (input.Length < size)
            {
                piece.Needed = size;
                return piece;
            }

            piece.IsControl = true;
            piece.Header = header;
            piece.Consumed = size;
            return piece;
        }

        piece.Error = LimitError(state, header, limits);
        if (piece.Error is not null) return piece;

        state = new Receiving
        {
            InFrame = true,
            FrameRemaining = header.Length,
            FrameFinal = header.Final,
            Key = header.Key,
            Kind = state.MessageInProgress ? state.Kind : (MessageKind)header.Opcode,
            Fragments = state.Fragments + 1,
            MessageBytes = state.MessageBytes + header.Length,
            Carry = state.Carry,
            Compressed = state.Compressed || header.Rsv1,
        };
        return ReadPayload(ref state, ref inflation, input[header.Size..], lent, limits, header.Size);
    }

    private static ProtocolError? LimitError(in Receiving state, in FrameHeader header, Limits limits) =>
        MessageLimits.Check(limits, header.Length, state.MessageBytes, state.Fragments);

    private static Piece ReadPayload(
        ref Receiving state,
        ref InflateContext? inflation,
        ReadOnlySpan<byte> input,
        Span<byte> lent,
        Limits limits,
        int consumed
    ) =>
        state.Compressed && inflation is not null
            ? CompressedPieceReader.Read(ref state, ref inflation, input, lent, limits, consumed)
            : ReadPlain(ref state, input, lent, consumed);

    private static Piece ReadPlain(ref Receiving state, ReadOnlySpan<byte> input, Span<byte> lent, int consumed)
    {
        // The incomplete code point from the previous piece is written first, so that every piece of text contains only complete code
        // points.
        var carried = state.Carry.Count;
        var taken = (int)Math.Min(Math.Min(input.Length, Math.Max(0, lent.Length - carried)), state.FrameRemaining);
        var remaining = state.FrameRemaining - taken;
        var piece = new Piece { Consumed = consumed + taken, Kind = state.Kind, Final = state.FrameFinal && remaining == 0 };
        var carry = state.Carry;
        if (taken > 0)
        {
            carry.CopyTo(lent);
            piece.Delivered = carried + taken;
            if (state.Kind == MessageKind.Binary)
            {
                Masking.Apply(input[..taken], lent[carried..], state.Key);
            }
            else
            {
                var complete = MaskedText.Unmask(input[..taken], lent, carried, state.Key);
                if (complete == Utf8Text.Invalid)
                {
                    piece.Error = MessageErrors.NotText;
                    return piece;
                }

                carry = PartialCodePoint.Of(lent[complete..piece.Delivered]);
                piece.Delivered = complete;
            }
        }
        else if (piece.Consumed == 0 && input.IsEmpty)
        {
            piece.Needed = 1;
            return piece;
        }

        if (piece.Final && carry.Count > 0)
        {
            piece.Error = MessageErrors.NotText;
            return piece;
        }

        piece.IsData = piece.Delivered > 0 || piece.Final;
        state = piece.Final ? default
            : remaining == 0 ? state with { InFrame = false, FrameRemaining = 0, Key = default, Carry = carry }
            : state with { FrameRemaining = remaining, Key = Masking.Advance(state.Key, taken), Carry = carry };
        return piece;
    }
}
