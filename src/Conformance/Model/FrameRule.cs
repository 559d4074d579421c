namespace Pure.WebSockets.Conformance;

/// <summary>A rule that a frame or a message breaks, and how the receiver may react.</summary>
/// <param name="Section">The RFC section that contains the rule, such as "RFC 6455 §5.2".</param>
/// <param name="Seen">The problem, as a noun phrase that can follow "the peer received" or "the peer sent".</param>
/// <param name="Codes">The close codes that are suitable for the problem.</param>
/// <param name="Rejecting">How strongly the RFC demands that the receiver fail the connection.</param>
internal sealed record FrameRule(string Section, string Seen, FailCodes Codes, Demand Rejecting)
{
    /// <summary>The value of the reserved bits in the first frame of a compressed message (RFC 7692 §6).</summary>
    public const int Compressed = 4;

    private const int LongestControl = 125;

    private static readonly FrameRule CompressedControl = Must("RFC 7692 §6.1", "RSV1 set on a control frame");
    private static readonly FrameRule CompressedContinuation = Must("RFC 7692 §6.1", "RSV1 set on a continuation frame");
    private static readonly FrameRule ReservedBits = Must("RFC 6455 §5.2", "a reserved bit that is set");
    private static readonly FrameRule Masked = Must("RFC 6455 §5.1", "a masked frame from a server");
    private static readonly FrameRule Unmasked = Must("RFC 6455 §5.1", "an unmasked frame from a client");
    private static readonly FrameRule ReservedOpcode = Must("RFC 6455 §5.2", "a reserved opcode");
    private static readonly FrameRule StrayContinuation = Must("RFC 6455 §5.4", "a continuation frame with no message to continue");
    private static readonly FrameRule MessageWithin = Must("RFC 6455 §5.4", "a new message within an unfinished one");

    private static readonly FrameRule FragmentedControl = Should("RFC 6455 §5.5", "a fragmented control frame");

    private static readonly FrameRule LongControl = new(
        "RFC 6455 §5.5",
        "a control frame of more than 125 bytes",
        FailCodes.Protocol | FailCodes.TooBig,
        Demand.Should
    );

    private static readonly FrameRule LongLength = Should("RFC 6455 §5.2", "a length that is not in its shortest form");

    private static readonly FrameRule TopBit = new(
        "RFC 6455 §5.2",
        "a length with its first bit set",
        FailCodes.Protocol | FailCodes.TooBig,
        Demand.Should
    );

    /// <summary>A close frame whose payload is one byte, which is too short for a close code.</summary>
    public static FrameRule HalfACode { get; } = Should("RFC 6455 §5.5.1", "a close frame of one byte");

    /// <summary>A close code that no endpoint may send.</summary>
    public static FrameRule CloseCode { get; } = Should("RFC 6455 §7.4", "a close code that no endpoint may send");

    /// <summary>A close reason that is not UTF-8.</summary>
    public static FrameRule Reason { get; } = new(
        "RFC 6455 §8.1",
        "a close reason that is not UTF-8",
        FailCodes.Payload | FailCodes.Protocol,
        Demand.Must
    );

    /// <summary>Text that is not UTF-8.</summary>
    public static FrameRule Text { get; } = new("RFC 6455 §8.1", "text that is not UTF-8", FailCodes.Payload, Demand.Must);

    /// <summary>A compressed message that cannot be inflated. RFC 7692 does not require the receiver to fail the connection.</summary>
    public static FrameRule Corrupt { get; } = new(
        "RFC 7692 §7.2.2",
        "a compressed message that cannot be inflated",
        FailCodes.Payload | FailCodes.Protocol,
        Demand.Should
    );

    /// <summary>
    /// A compressed message that inflates to more than <see cref="Inflating.LongestMessage"/> bytes. A peer should have a lower limit for
    /// the size of messages, and should therefore fail the connection.
    /// </summary>
    public static FrameRule TooLong { get; } = new(
        "RFC 6455 §10.4",
        $"a compressed message that inflates to more than {Inflating.LongestMessage / 1024 / 1024} MiB",
        FailCodes.TooBig | FailCodes.Policy | FailCodes.Protocol | FailCodes.Payload,
        Demand.Should
    );

    /// <summary>
    /// A compressed message that refers back further than the agreed window. This rule applies only to the sender, because the receiver may
    /// use a larger window.
    /// </summary>
    public static FrameRule BeyondWindow { get; } = ForTheSender(
        "RFC 7692 §7.1.2",
        "a compressed message that refers back further than the agreed window"
    );

    /// <summary>
    /// A compressed message that refers to an earlier message, although its sender has agreed not to use context takeover. This rule
    /// applies only to the sender.
    /// </summary>
    public static FrameRule BeyondMessage { get; } = ForTheSender(
        "RFC 7692 §7.1.1",
        "a compressed message that refers to an earlier one without context takeover"
    );

    /// <summary>A compressed message without the empty block at its end. This rule applies only to the sender.</summary>
    public static FrameRule Unended { get; } = ForTheSender(
        "RFC 7692 §7.2.1",
        "a compressed message that does not end with an empty block"
    );

    /// <summary>A masking key that can be predicted from earlier masking keys.</summary>
    public static FrameRule ForeseenKey { get; } = Must("RFC 6455 §5.3", "a masking key that is predictable from earlier ones");

    /// <summary>A data frame after a close frame.</summary>
    public static FrameRule DataAfterClose { get; } = Must("RFC 6455 §5.5.1", "a data frame after the close frame");

    /// <summary>A second close frame.</summary>
    public static FrameRule SecondClose { get; } = Must("RFC 6455 §5.5.1", "a second close frame");

    /// <summary>
    /// Returns the rule that a frame header breaks, or null if the header breaks no rule. If the header breaks several rules, a rule
    /// that requires the receiver to fail the connection has priority over a rule that only recommends this reaction.
    /// </summary>
    /// <param name="head">The header of the frame.</param>
    /// <param name="sender">The role of the frame's sender.</param>
    /// <param name="isCompressing">Whether permessage-deflate is in use.</param>
    /// <param name="isInMessage">Whether a fragmented message of the sender is in progress.</param>
    public static FrameRule? BrokenBy(in FrameHead head, Role sender, bool isCompressing, bool isInMessage) =>
        OfReserved(head, isCompressing)
            ?? OfMask(head, sender)
            ?? OfOpcode(head)
            ?? OfOrder(head, isInMessage)
            ?? OfFin(head)
            ?? OfControlLength(head)
            ?? OfLength(head);

    /// <summary>Returns all rules that a frame header breaks. The parameters are the same as those of <see cref="BrokenBy"/>.</summary>
    public static IEnumerable<FrameRule> AllBrokenBy(in FrameHead head, Role sender, bool isCompressing, bool isInMessage)
    {
        FrameRule?[] rules =
        [
            OfReserved(head, isCompressing),
            OfMask(head, sender),
            OfOpcode(head),
            OfOrder(head, isInMessage),
            OfFin(head),
            OfControlLength(head),
            OfLength(head),
        ];
        return rules.OfType<FrameRule>();
    }

    /// <summary>Returns whether a close frame may contain the given code (RFC 6455 §7.4, and the registry in §11.7).</summary>
    public static bool MayClose(int code) =>
        code is (>= 1000 and <= 1003) or (>= 1007 and <= 1014) or (>= 3000 and <= 4999);

    private static FrameRule? OfReserved(in FrameHead head, bool isCompressing) =>
        head.Reserved == Compressed && isCompressing && head.IsControl ? CompressedControl
        : head.Reserved == Compressed && isCompressing && head.Opcode == 0 ? CompressedContinuation
        : head.Reserved != 0 && !(head.Reserved == Compressed && isCompressing) ? ReservedBits
        : null;

    private static FrameRule? OfMask(in FrameHead head, Role sender) =>
        head.IsMasked && sender == Role.Server ? Masked
        : !head.IsMasked && sender == Role.Client ? Unmasked
        : null;

    private static FrameRule? OfOpcode(in FrameHead head) => head.Opcode is (> 2 and < 8) or > 10 ? ReservedOpcode : null;

    private static FrameRule? OfOrder(in FrameHead head, bool isInMessage) =>
        head.Opcode == 0 && !isInMessage ? StrayContinuation
        : head.Opcode is 1 or 2 && isInMessage ? MessageWithin
        : null;

    private static FrameRule? OfFin(in FrameHead head) => head.IsControl && !head.Final ? FragmentedControl : null;

    private static FrameRule? OfControlLength(in FrameHead head) =>
        head.IsControl && head.Length > LongestControl ? LongControl : null;

    private static FrameRule? OfLength(in FrameHead head) =>
        head.Length > long.MaxValue ? TopBit
        : head.IsLong ? LongLength
        : null;

    private static FrameRule ForTheSender(string section, string seen) =>
        new(section, seen, FailCodes.Payload | FailCodes.Protocol, Demand.May);

    private static FrameRule Must(string section, string seen) => new(section, seen, FailCodes.Protocol, Demand.Must);

    private static FrameRule Should(string section, string seen) => new(section, seen, FailCodes.Protocol, Demand.Should);
}
