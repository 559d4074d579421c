namespace Pure.WebSockets.Conformance;

/// <summary>A complete message.</summary>
/// <param name="Kind">Whether the message is text or binary.</param>
/// <param name="Data">The message, after inflating.</param>
internal readonly record struct WholeMessage(MessageKind Kind, ReadOnlyMemory<byte> Data)
{
    /// <summary>Returns whether two messages have the same kind and the same bytes.</summary>
    public bool IsSameAs(WholeMessage other) => Kind == other.Kind && Data.Span.SequenceEqual(other.Data.Span);
}

/// <summary>
/// Assembles the messages of one sender from their frames (RFC 6455 §5.4), inflates compressed messages, and checks text. The object is
/// immutable.
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
    /// Whether the last compressed message had a final block and the next compressed message is allowed to refer to its bytes.
    /// </summary>
    public bool HasFinalBlock => Inflating is { HasFinalBlock: true };

    private Inflating? Inflating { get; init; }

    private ReadOnlyMemory<byte> Payload { get; init; }

    private TextReading Text { get; init; }

    /// <summary>Creates the state before a sender's first message.</summary>
    public static MessageReading For(AgreedDeflate? agreed, Role sender) =>
        agreed is null ? Plain : new MessageReading { Inflating = Inflating.For(agreed, sender) };

    /// <summary>
    /// Returns the state after a complete data frame, the message that the frame completes, and the rule that the message breaks. If a
    /// message in progress is already invalid, the broken rule is returned before the message is complete. The last value is true if the
    /// RFCs allow receivers to read the complete message in different ways.
    /// </summary>
    public (MessageReading Next, WholeMessage? Message, FrameRule? Broken, bool IsAmbiguous) After(
        in FrameHead head,
        ReadOnlyMemory<byte> payload
    )
    {
        var begun = Begun(head, payload);
        if (!head.Final) return (begun, null, begun.BrokenSoFar(), false);
        if (!begun.IsCompressed)
        {
            var message = new WholeMessage((MessageKind)begun.Opcode, begun.Payload);
            return (Ended(Inflating), message, begun.Opcode == 1 && !begun.Text.IsWhole ? FrameRule.Text : null, false);
        }

        var read = Inflating!.Message(begun.Payload.Span);
        var (next, whole) = (read.Next, new WholeMessage((MessageKind)begun.Opcode, read.Message));
        return read.Result switch
        {
            Inflated.Whole => (
                Ended(next),
                whole,
                begun.Opcode == 1 && !TextReading.IsText(read.Message.Span) ? FrameRule.Text : null,
                false
            ),
            Inflated.Ambiguous => (Ended(next), whole, null, true),
            Inflated.TooLong => (Ended(next), whole, FrameRule.TooLong, false),
            _ => (Ended(next), whole, FrameRule.Corrupt, false),
        };
    }

    /// <summary>
    /// Returns the rule that a message breaks after a part of a frame has been received, or null if the message breaks no rule so far.
    /// </summary>
    public FrameRule? BrokenBy(in FrameHead head, ReadOnlyMemory<byte> part) =>
        Opcode != 1 && head.Opcode != 1 && !IsCompressed && head.Reserved == 0 ? null : Begun(head, part).BrokenSoFar();

    /// <summary>Returns the state after a frame or a part of a frame.</summary>
    private MessageReading Begun(in FrameHead head, ReadOnlyMemory<byte> payload)
    {
        var isFirst = !IsInMessage;
        var opcode = isFirst ? head.Opcode : Opcode;
        var isCompressed = isFirst ? head.Reserved == FrameRule.Compressed && IsCompressing : IsCompressed;
        return this with
        {
            Opcode = opcode,
            IsCompressed = isCompressed,
            Payload = isFirst || Payload.IsEmpty ? payload : (byte[])[.. Payload.Span, .. payload.Span],
            Text = opcode == 1 && !isCompressed ? (isFirst ? default : Text).After(payload.Span) : default,
        };
    }

    private FrameRule? BrokenSoFar()
    {
        if (!IsCompressed) return Text.IsBroken ? FrameRule.Text : null;
        var (result, message) = Inflating!.Beginning(Payload.Span);
        return result == Inflated.TooLong ? FrameRule.TooLong
            : result is Inflated.Corrupt or Inflated.Ambiguous ? FrameRule.Corrupt
            : Opcode == 1 && default(TextReading).After(message).IsBroken ? FrameRule.Text
            : null;
    }

    private MessageReading Ended(Inflating? next) =>
        next is null ? Plain
        : ReferenceEquals(next, Inflating) && !IsInMessage && Payload.IsEmpty ? this
        : new MessageReading { Inflating = next };
}
