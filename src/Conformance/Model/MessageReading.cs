namespace Pure.WebSockets.Conformance;

/// <summary>A complete message.</summary>
/// <param name="Kind">Whether the message is text or binary.</param>
/// <param name="Data">The payload of the message, which has been inflated if it was compressed.</param>
internal readonly record struct WholeMessage(MessageKind Kind, ReadOnlyMemory<byte> Data)
{
    /// <summary>Returns whether two messages have the same kind and the same bytes.</summary>
    public bool IsSameAs(WholeMessage other) => Kind == other.Kind && Data.Span.SequenceEqual(other.Data.Span);
}

/// <summary>
/// Assembles the messages of one sender from their frames (RFC 6455 §5.4), inflates compressed messages, and checks whether text is valid
/// UTF-8. The object is immutable, and each step returns a new object.
/// </summary>
internal sealed record MessageReading
{
    private static readonly MessageReading Plain = new();

    private MessageReading()
    {
    }

    /// <summary>The opcode of the message in progress, or 0 if no message is in progress.</summary>
    public int Opcode { get; private init; }

    /// <summary>Whether the message in progress is compressed.</summary>
    public bool IsCompressed { get; private init; }

    /// <summary>Whether a message is in progress.</summary>
    public bool IsInMessage => Opcode != 0;

    /// <summary>Whether permessage-deflate is in use.</summary>
    public bool IsCompressing => Inflating is not null;

    /// <summary>
    /// Whether the last compressed message had a final block and the next compressed message is allowed to refer back to that message.
    /// </summary>
    public bool HasFinalBlock => Inflating is { HasFinalBlock: true };

    private Inflating? Inflating { get; init; }

    private GrowingOctets Payload { get; init; }

    // The length of the payload, in bytes, when Checked last inflated the payload.
    private int CheckedLength { get; init; }

    private TextReading Text { get; init; }

    /// <summary>Creates the state before a sender's first message.</summary>
    public static MessageReading For(AgreedDeflate? agreed, Role sender) =>
        agreed is null ? Plain : new MessageReading { Inflating = Inflating.For(agreed, sender) };

    /// <summary>The number of payload bytes of the message in progress.</summary>
    public int PayloadLength => Payload.Length;

    /// <summary>
    /// Returns the state after a complete data frame. Message is the message that the frame completes, or null if the message is still
    /// incomplete. Broken is the rule that the message breaks, or null if no rule is broken. IsAmbiguous is true if receivers can
    /// interpret the message in different ways. Uncompressed text is checked even before the message is complete.
    /// </summary>
    public (MessageReading Next, WholeMessage? Message, FrameRule? Broken, bool IsAmbiguous) After(
        in FrameHead head,
        ReadOnlyMemory<byte> payload
    )
    {
        var begun = Begun(head, payload);
        if (!head.Final) return (begun, null, begun.Text.IsBroken ? FrameRule.Text : null, false);
        if (!begun.IsCompressed)
        {
            var message = new WholeMessage((MessageKind)begun.Opcode, begun.Payload.Memory);
            return (Ended(Inflating), message, begun.Opcode == 1 && !begun.Text.IsWhole ? FrameRule.Text : null, false);
        }

        var read = Inflating!.Message(begun.Payload.Memory.Span);
        return (
            Ended(read.Next),
            new WholeMessage((MessageKind)begun.Opcode, read.Message),
            read.Broken ?? (begun.Opcode == 1 && !TextReading.IsText(read.Message.Span) ? FrameRule.Text : null),
            read.Result == Inflated.Ambiguous
        );
    }

    /// <summary>
    /// Returns the close codes with which a receiver may already fail the connection because of the message in progress. Each call inflates
    /// a compressed message from its start, so this method is suitable only for messages with few fragments.
    /// </summary>
    public FailCodes CodesSoFar()
    {
        if (!IsCompressed) return Text.IsBroken ? FrameRule.Text.Codes : FailCodes.None;
        var read = Inflating!.Beginning(Payload.Memory.Span);
        return (read.Result == Inflated.Ambiguous ? FrameRule.Corrupt.Codes : BrokenIn(read)?.Codes ?? FailCodes.None)
            | (read.Message.Length > SentSide.LongestMessage ? FailCodesExtensions.OfLimit : FailCodes.None);
    }

    /// <summary>
    /// Returns the close codes with which a receiver may already fail the connection because of the received part of a frame.
    /// </summary>
    public FailCodes CodesWithin(in FrameHead head, ReadOnlyMemory<byte> part) =>
        Opcode != 1 && head.Opcode != 1 && !IsCompressed && head.Reserved == 0 ? FailCodes.None
        // To check a long payload again after each write would take too long, so errors in the payload are allowed.
        : part.Length > SentSide.LongestMessage ? FailCodes.Payload | (IsCompressing ? FailCodes.Protocol : FailCodes.None)
        : Begun(head, part).CodesSoFar();

    /// <summary>
    /// Checks the message in progress. Returns the rule that the available part of the message breaks, or null if no rule is broken. A
    /// compressed message is inflated from its start, but only if its length has at least doubled since the last check. The total time is
    /// therefore linear in the length of the message, regardless of how the peer divides the message.
    /// </summary>
    public (MessageReading Next, FrameRule? Broken) Checked()
    {
        if (!IsCompressed) return (this, Text.IsBroken ? FrameRule.Text : null);
        if (Payload.IsEmpty || Payload.Length < 2L * CheckedLength) return (this, null);
        return (this with { CheckedLength = Payload.Length }, BrokenIn(Inflating!.Beginning(Payload.Memory.Span)));
    }

    /// <summary>Returns the state after a frame or the beginning of a frame.</summary>
    private MessageReading Begun(in FrameHead head, ReadOnlyMemory<byte> payload)
    {
        var isFirst = !IsInMessage;
        var opcode = isFirst ? head.Opcode : Opcode;
        var isCompressed = isFirst ? head.Reserved == FrameRule.Compressed && IsCompressing : IsCompressed;
        return this with
        {
            Opcode = opcode,
            IsCompressed = isCompressed,
            Payload = isFirst || Payload.IsEmpty ? GrowingOctets.Of(payload) : Payload.With(payload.Span),
            Text = opcode == 1 && !isCompressed ? (isFirst ? default : Text).After(payload.Span) : default,
        };
    }

    private FrameRule? BrokenIn(in InflatedMessage beginning) =>
        beginning.Broken ?? (Opcode == 1 && default(TextReading).After(beginning.Message.Span).IsBroken ? FrameRule.Text : null);

    private MessageReading Ended(Inflating? next) =>
        next is null ? Plain
        : ReferenceEquals(next, Inflating) && !IsInMessage && Payload.IsEmpty ? this
        : new MessageReading { Inflating = next };
}
