namespace Pure.WebSockets;

/// <summary>
/// The state of an observer for the frames of one direction. Valid frames are read with the same functions with which a connection reads
/// frames. After a broken rule, a connection ends. The observer instead continues with the next frame, as long as the length of the invalid
/// frame is readable.
/// </summary>
internal sealed record ObservedFrames
{
    private const int MostLent = 64 * 1024;

    private ObservedFrames(Role sender, Limits limits, DeflateParameters? deflate)
    {
        Sender = sender;
        Limits = limits;
        Deflate = deflate;
    }

    private Role Sender { get; }

    /// <summary>The offset of the next byte that is read.</summary>
    private long Offset { get; init; }

    /// <summary>Whether the sender has sent a valid close frame.</summary>
    private bool IsClosed { get; init; }

    /// <summary>Whether the sender has broken a rule of the frames.</summary>
    private bool HasBrokenRule { get; init; }

    /// <summary>Whether the bytes can no longer be divided into frames.</summary>
    private bool IsUnreadable { get; init; }

    private Limits Limits { get; }

    /// <summary>The agreed compression parameters, or null if compression was not agreed on.</summary>
    private DeflateParameters? Deflate { get; }

    /// <summary>The start of an incomplete header or control frame.</summary>
    private ByteRope Partial { get; init; } = ByteRope.Empty;

    /// <summary>Whether a broken rule in the header of the partial frame has been reported.</summary>
    private bool IsErrorReported { get; init; }

    /// <summary>Whether the header of the partial control frame has been reported.</summary>
    private bool IsHeaderReported { get; init; }

    private Receiving Receiving { get; init; }

    /// <summary>The compression context. The value is null if compression was not agreed on or if the context is unknown.</summary>
    private InflateContext? Inflation { get; init; }

    /// <summary>The content of the message in progress.</summary>
    private ByteRope Content { get; init; } = ByteRope.Empty;

    private long MessageOffset { get; init; }

    private long FrameOffset { get; init; }

    /// <summary>The number of payload bytes that remain of a frame whose payload is not read.</summary>
    private long Skipping { get; init; }

    /// <summary>Whether the content of the message in progress is not read.</summary>
    private bool IsMessageSkipped { get; init; }

    /// <summary>Whether the observation began in an open connection, and no data frame has followed yet.</summary>
    private bool IsJoined { get; init; }

    /// <summary>Creates the state at the first frame of a connection.</summary>
    /// <param name="sender">The endpoint that sends the frames.</param>
    /// <param name="offset">The offset of the first frame.</param>
    /// <param name="agreement">The result of the opening handshake.</param>
    /// <param name="limits">The limits on messages. Longer messages are skipped.</param>
    public static ObservedFrames Open(Role sender, long offset, Agreement agreement, Limits limits)
    {
        var deflate = agreement.Compression.MatchUnsafe(static agreed => agreed, static () => null);
        return new ObservedFrames(sender, limits, deflate) { Offset = offset, Inflation = NewContext(sender, deflate) };
    }

    /// <summary>Creates the state between two frames of a connection whose earlier bytes are unknown.</summary>
    /// <param name="sender">The endpoint that sends the frames.</param>
    /// <param name="agreement">The result of the opening handshake.</param>
    /// <param name="limits">The limits on messages. Longer messages are skipped.</param>
    public static ObservedFrames Joined(Role sender, Agreement agreement, Limits limits)
    {
        var open = Open(sender, 0, agreement, limits);
        return open with { IsJoined = true, Inflation = open.Inflation is { ContextTakeover: false } ? open.Inflation : null };
    }

    /// <summary>Reads the next bytes of the direction, and adds an event for each thing that the bytes complete.</summary>
    public ObservedFrames Read(ReadOnlySpan<byte> input, ICollection<Observed> events)
    {
        if (input.IsEmpty) return this;
        var at = this;
        if (Partial.Length > 0)
        {
            input = Partial.ToArray(input);
            at = this with { Partial = ByteRope.Empty };
        }

        // The memory for a piece. Four bytes of it can be an incomplete code point of the previous piece.
        Span<byte> lent = new byte[Math.Clamp(8L * input.Length, 256, MostLent)];
        var isMore = false;
        while (!input.IsEmpty || isMore)
        {
            var consumed = input.Length;
            isMore = false;
            if (at.IsUnreadable)
            {
                at = at with { Offset = at.Offset + consumed };
            }
            else if (at.Skipping > 0)
            {
                consumed = (int)Math.Min(at.Skipping, consumed);
                at = at with { Skipping = at.Skipping - consumed, Offset = at.Offset + consumed };
            }
            else if (at.Receiving.InFrame)
            {
                at = at.ReadPayload(input, lent, events, out consumed, out isMore);
            }
            else
            {
                at = at.ReadFrame(input, lent, events, out consumed, out isMore);
                if (consumed == 0 && !at.IsUnreadable) return at with { Partial = ByteRope.Of(input) };
            }

            input = input[consumed..];
        }

        return at;
    }

    /// <summary>Ends the direction. Reports an error if the sender has not sent a close frame, unless it broke a rule before.</summary>
    public ObservedFrames End(ICollection<Observed> events)
    {
        var end = Offset + Partial.Length;
        if (!IsClosed && !HasBrokenRule && !IsUnreadable) events.Add(new Observed.RuleBroken(Sender, end, ClosingErrors.TransportEnded));
        return this with { Offset = end, Partial = ByteRope.Empty, Content = ByteRope.Empty, Inflation = null };
    }

    private static InflateContext? NewContext(Role sender, DeflateParameters? deflate) =>
        deflate is null ? null
        : sender == Role.Client ? InflateContext.Create(deflate.ClientMaxWindowBits, !deflate.ClientNoContextTakeover)
        : InflateContext.Create(deflate.ServerMaxWindowBits, !deflate.ServerNoContextTakeover);

    /// <summary>
    /// Reads the frame at the start of the input. Consumes nothing if the header or a control frame is incomplete. The caller then stores
    /// the input.
    /// </summary>
    private ObservedFrames ReadFrame(
        ReadOnlySpan<byte> input,
        Span<byte> lent,
        ICollection<Observed> events,
        out int consumed,
        out bool isMore
    )
    {
        consumed = 0;
        isMore = false;
        var at = this;
        // A connection reports an error in the first two bytes before the header is complete. The observer does the same, so an invalid
        // frame at the end of a recording is reported.
        var error = HeaderError(input, Sender == Role.Client);
        if (error is not null && !IsErrorReported) at = at.Broken(Offset, error, events) with { IsErrorReported = true };
        if (!LenientHeader.TryRead(input, out var header, out var key)) return at;

        // A frame with a missing or forbidden masking key is readable, but its header can break a second rule.
        var other = error == FrameErrors.NotMasked || error == FrameErrors.Masked ? HeaderError(input, header.Masked) : error;
        if (!IsHeaderReported)
        {
            if (other is not null && other != error) at = at.Broken(Offset, other, events);
            events.Add(new Observed.FrameSent(Sender, Offset, header));
        }

        if (header.PayloadBytes < 0) return at.Unreadable("the length of a frame has its most significant bit set", events);
        if (header.Opcode >= Opcode.Close && other is null)
        {
            var size = header.HeaderBytes + (int)header.PayloadBytes;
            if (input.Length < size) return at with { IsHeaderReported = true };
            consumed = size;
            var payload = new byte[header.PayloadBytes];
            Masking.Apply(input[header.HeaderBytes..size], payload, key);
            return at.ReadControl(header.Opcode, payload, events).After(size);
        }

        consumed = header.HeaderBytes;
        if (header.Opcode > Opcode.Binary) return at.After(consumed) with { Skipping = header.PayloadBytes };
        if (IsClosed) at = at.Broken(Offset, ObservationErrors.DataAfterClose, events);
        at = at with { FrameOffset = Offset, MessageOffset = Receiving.MessageInProgress ? MessageOffset : Offset };
        // A length in too many bytes does not prevent the frame from being read.
        return other is not null && other != NotMinimal(header)
                ? at.SkipMessage(ObservationErrors.InvalidFrame, header.Final, header.PayloadBytes, events).After(consumed)
            : IsMessageSkipped
                ? at.After(consumed) with { IsMessageSkipped = !header.Final, Skipping = header.PayloadBytes }
            : IsJoined && header.Opcode == Opcode.Continuation
                ? at.SkipMessage(ObservationErrors.UnknownStart, header.Final, header.PayloadBytes, events).After(consumed)
            : at.IsContextUnknown(header)
                ? at.SkipMessage(ObservationErrors.UnknownContext, header.Final, header.PayloadBytes, events).After(consumed)
            : at.ReadData(header, key, input, lent, events, out consumed, out isMore);
    }

    /// <summary>Reads the first piece of a data frame. The input begins with the frame's header.</summary>
    private ObservedFrames ReadData(
        ObservedHeader header,
        MaskKey key,
        ReadOnlySpan<byte> input,
        Span<byte> lent,
        ICollection<Observed> events,
        out int consumed,
        out bool isMore
    )
    {
        var receiving = Receiving;
        var inflation = Inflation;
        var frame = new FrameHeader(
            header.Opcode,
            header.Final,
            (header.ReservedBits & ObservedHeader.Rsv1) != 0,
            header.PayloadBytes,
            key,
            header.HeaderBytes
        );
        var piece = PieceReader.ReadFrame(ref receiving, ref inflation, frame, input, lent, Limits);
        isMore = piece.More && piece.Error is null;
        consumed = piece.Error is null ? piece.Consumed : header.HeaderBytes;
        return piece.Error is null
            ? (this with { Receiving = receiving, Inflation = inflation, IsJoined = false }).After(consumed).Delivered(piece, lent, events)
            : After(consumed).Failed(piece.Error, header.Final, header.PayloadBytes, events);
    }

    /// <summary>Reads the next piece of the frame in progress.</summary>
    private ObservedFrames ReadPayload(
        ReadOnlySpan<byte> input,
        Span<byte> lent,
        ICollection<Observed> events,
        out int consumed,
        out bool isMore
    )
    {
        var receiving = Receiving;
        var inflation = Inflation;
        var piece = PieceReader.Read(ref receiving, ref inflation, input, lent, Limits, default);
        isMore = piece.More && piece.Error is null;
        consumed = piece.Error is null ? piece.Consumed : 0;
        return piece.Error is not null
                ? Failed(piece.Error, Receiving.FrameFinal, Receiving.FrameRemaining, events)
            : piece.Needed > 0 ? this
            : (this with { Receiving = receiving, Inflation = inflation, Offset = Offset + consumed }).Delivered(piece, lent, events);
    }

    private ObservedFrames Delivered(in Piece piece, ReadOnlySpan<byte> lent, ICollection<Observed> events)
    {
        var content = Content.Append(lent[..piece.Delivered]);
        if (!piece.Final) return this with { Content = content };
        events.Add(new Observed.MessageSent(Sender, MessageOffset, piece.Kind, content.ToArray()));
        return this with { Content = ByteRope.Empty };
    }

    /// <summary>
    /// Skips the rest of a message whose payload cannot be read. The sender has broken a rule, unless the message exceeds a limit of the
    /// observer.
    /// </summary>
    private ObservedFrames Failed(ProtocolError error, bool final, long remaining, ICollection<Observed> events)
    {
        var isLimit = error.Code is CloseCode.MessageTooBig or CloseCode.PolicyViolation;
        var at = isLimit ? this : Broken(FrameOffset, error, events);
        return at.SkipMessage(isLimit ? error.Seen : ObservationErrors.InvalidContent, final, remaining, events);
    }

    private ObservedFrames SkipMessage(string reason, bool final, long remaining, ICollection<Observed> events)
    {
        events.Add(new Observed.MessageSkipped(Sender, FrameOffset, reason));
        return this with
        {
            Receiving = default,
            Content = ByteRope.Empty,
            // With context takeover, later compressed messages can refer to the skipped message.
            Inflation = Deflate is null || Inflation is null or { ContextTakeover: true } ? null : NewContext(Sender, Deflate),
            IsMessageSkipped = !final,
            IsJoined = false,
            Skipping = remaining,
        };
    }

    private ObservedFrames ReadControl(Opcode opcode, byte[] payload, ICollection<Observed> events)
    {
        if (opcode != Opcode.Close)
        {
            events.Add(
                opcode == Opcode.Ping ? new Observed.PingSent(Sender, Offset, payload) : new Observed.PongSent(Sender, Offset, payload)
            );
            return this;
        }

        if (Kernel.ReadStatus(payload, out var status) is { } error) return Broken(Offset, error, events);
        events.Add(new Observed.CloseSent(Sender, Offset, status));
        return this with { IsClosed = true };
    }

    private bool IsContextUnknown(ObservedHeader header) =>
        Deflate is not null && Inflation is null && (header.ReservedBits & ObservedHeader.Rsv1) != 0;

    private ProtocolError? HeaderError(ReadOnlySpan<byte> input, bool masked)
    {
        // After the start of an observation, it is unknown whether a message is in progress.
        var isContinued = IsJoined ? !input.IsEmpty && (input[0] & 0x0F) == 0 : Receiving.MessageInProgress || IsMessageSkipped;
        FrameReader.Read(input, new FrameRules(masked, Deflate is not null, isContinued), out _, out var error);
        return error;
    }

    private static ProtocolError NotMinimal(ObservedHeader header) =>
        FrameErrors.LengthNotMinimal(header.HeaderBytes - (header.Masked ? 6 : 2), (ulong)header.PayloadBytes);

    private ObservedFrames After(int consumed) =>
        this with { Offset = Offset + consumed, IsErrorReported = false, IsHeaderReported = false };

    private ObservedFrames Broken(long offset, ProtocolError error, ICollection<Observed> events)
    {
        events.Add(new Observed.RuleBroken(Sender, offset, error));
        if (!HasBrokenRule) events.Add(new Observed.Assumed(Sender, offset, ObservationErrors.AfterBrokenRule));
        return HasBrokenRule ? this : this with { HasBrokenRule = true };
    }

    private ObservedFrames Unreadable(string reason, ICollection<Observed> events)
    {
        events.Add(new Observed.Unreadable(Sender, Offset, reason));
        return this with { IsUnreadable = true, Receiving = default, Inflation = null, Content = ByteRope.Empty };
    }
}
