namespace Pure.WebSockets.Properties;

/// <summary>A known difference between the framework's WebSocket and the core, with the rule that decides.</summary>
/// <param name="Met">The situation.</param>
/// <param name="Framework">The behaviour of the framework. The core follows the rule.</param>
/// <param name="Rule">The rule that decides.</param>
/// <param name="Applies">Whether a place is such a situation. The first one ends the comparison; nothing may differ before it.</param>
/// <param name="IsAsTold">Whether the framework behaved as described.</param>
internal sealed record Difference(string Met, string Framework, string Rule, Func<Spot, bool> Applies, Func<Disagreement, bool> IsAsTold)
{
    /// <summary>All known differences. The first that applies is used.</summary>
    public static Difference[] All { get; } =
    [
        new(
            "the peer sends an empty close frame",
            "reports 1000 as if the peer had sent it, and answers with it",
            "RFC 6455 §7.1.5: it is 1005",
            place => place.Told is Effect.CloseReceived(var status) && status == CloseStatus.None,
            found => found.Framework.Told.FirstOrDefault() == Said.Close(CloseCode.NormalClosure, "")),
        new(
            "the application closes while the peer's close frame is incomplete",
            "sends the close frame and ends the transport",
            "RFC 6455 §5.5.1: the closing handshake is complete only after both frames",
            place => place is { Command: Input.Close, Refusal: null, HeaderIsThere: true, Opcode: (int)Opcode.Close },
            found => found.AtCommand.IsFailed),
        new(
            "the application sends an empty close frame",
            "writes 1005 into it",
            "RFC 6455 §7.4.1: no endpoint may set 1005 in a close frame",
            place => place is { Command: Input.Close(var status), Refusal: null } && status == CloseStatus.None,
            found => found.Writes(FrameErrors.CloseCodeNotAllowed(CloseCode.NoStatusReceived))),
        new(
            "the application sends an undefined close code",
            "writes it",
            "RFC 6455 §7.4.2: only 3000 to 4999 may be used freely",
            place =>
                place is { Command: Input.Close(var status), Refusal: { } refusal }
                && refusal == SendingErrors.CodeNotAllowed(status.Code)
                && status.Code is not (< 1000 or 1006 or 1015),
            found => found.Spot.Command is Input.Close(var status) && found.Writes(FrameErrors.CloseCodeNotAllowed(status.Code))
        ),
        new(
            "the application sends a message while another is being sent in parts",
            "sends it as a part of the other message",
            "RFC 6455 §5.4: fragments of different messages must not be interleaved",
            place => place is { Command: Input.Send or Input.SendPart, Refusal.Rule: "RFC 6455 §5.4" },
            found => found.AtCommand.Told.Length == 0),
        new(
            "a close reason that is not UTF-8",
            "fails with 1002",
            "RFC 6455 §8.1, §7.4.1: 1007",
            place => place.Error == FrameErrors.ReasonNotText,
            found => found.Framework.IsFailedWith(CloseCode.ProtocolError)),
        new(
            "RSV1 on a control frame, with compression agreed",
            "accepts the frame",
            "RFC 7692 §6, RFC 6455 §5.2: fail",
            place =>
                place is { Error: { } error, HeaderIsThere: true, Opcode: >= (int)Opcode.Close and <= (int)Opcode.Pong }
                && error == FrameErrors.MisplacedRsv1,
            found => found.TakesFrame
        ),
        new(
            "a length that uses more bytes than necessary",
            "accepts the frame",
            "RFC 6455 §5.2: the minimal number MUST be used",
            place => place is { Error: { } error, HeaderIsThere: true } && error.Seen.StartsWith("length ", StringComparison.Ordinal),
            found => found.TakesFrame),
        new(
            "an incomplete header that is already invalid",
            "waits for the rest of it",
            "RFC 6455 §7.1.7: the core fails at the first byte that breaks a rule",
            place => place is { Error: not null, InHeader: true, HeaderIsThere: false },
            found => found.IsWaiting),
        new(
            "a frame longer than the limit",
            "delivers it as it arrives: the application has to apply the limit",
            "RFC 6455 §10.4",
            place => place.Error is { Rule: "RFC 6455 §10.4" },
            found => found.IsWaiting || found.Framework.IsFailedInSilence || found.Framework.IsFailedWith(CloseCode.InvalidPayloadData)),
        new(
            "an incomplete payload that is already invalid",
            "waits until the frame is complete or its receive buffer is full",
            "RFC 6455 §8.1, RFC 7692 §7.2.2: the core fails at the first byte that breaks a rule",
            place => place is { Error: not null, InHeader: false, FrameIsThere: false },
            found => found.Framework.IsFailedInSilence || found.IsWaiting),
        new(
            "invalid text, followed in the same frame by data that cannot be decompressed",
            "fails without a close frame",
            "RFC 6455 §8.1: the first violation counts, 1007",
            place => place.Error == MessageErrors.NotText && place.IsCorruptFurtherOn,
            found => found.Framework.IsFailedInSilence),
        new(
            "an invalid code point at the end of a fragment",
            "waits until an overlong sequence is complete, and also while inflated data does not fit into its buffer",
            "RFC 6455 §8.1: the core fails at the first byte after which the text cannot become valid",
            place =>
                place.Error == MessageErrors.NotText
                && (place.EndsOverlong || place.Before.Receiving is { InFrame: true, FrameFinal: false, Compressed: true }),
            found => found.Framework.IsFailedInSilence || !found.AtEndOfFrame.IsFailed
        ),
        new(
            "text that ends within a code point, with an empty last fragment",
            "delivers it",
            "RFC 6455 §8.1: fail with 1007",
            place => place is { Error: { } error, InHeader: true } && error == MessageErrors.NotText,
            found => found.Framework.Told.FirstOrDefault().What == $"{MessageKind.Text}"),
        new(
            "a final block",
            "fails without a close frame. If the message or the connection ends with that block, it may continue",
            "RFC 7692 §7.2.3.4: it is allowed, and the message continues after it",
            place => place.HasFinalBlock,
            found => found.Framework.IsFailedInSilence || found.IsWaiting || found.Core.IsFailed),
        new(
            "a compressed message after one whose payload ended with a final block, or was empty",
            "reads the bytes that it appended to the earlier message as the start of this one, and delivers the result",
            "RFC 7692 §7.2.2: the appended bytes end the message",
            place => place is { BeginsCompressedMessage: true, AfterABlock: true, Before.Inflation.ContextTakeover: true },
            found => !found.Core.Agrees(found.Framework)),
        new(
            "a compressed message that ends within a block",
            "delivers the data so far, or fails without a close frame",
            "RFC 7692 §7.2.2: it cannot be decompressed",
            place => place.Error == CompressionErrors.Corrupt("the message ends within a block"),
            found => found.Framework.IsFailedInSilence || found.Framework.Told.FirstOrDefault() != Said.Failed),
        new(
            "a compressed message whose last block is not final and ends with its payload",
            "delivers it, and reads the bytes that it appended as the start of the next message",
            "RFC 7692 §7.2.2: the appended bytes end a block, and no block is open",
            place => place.Error == CompressionErrors.Corrupt(CompressionErrors.NoBlockForTheTail),
            found => found.Framework.IsFailedInSilence || found.Framework.Told.FirstOrDefault() != Said.Failed),
        new(
            "a match that begins before the window",
            "accepts it if its own memory reaches that far back",
            "RFC 7692 §7.1.2, RFC 1951 §2: it cannot be decompressed",
            place => place.Error is { Rule: "RFC 7692 §7.2.2" } error && error.Seen.Contains("the distance ", StringComparison.Ordinal),
            found => found.Framework.IsFailedInSilence || !found.AtEndOfFrame.IsFailed),
        new(
            "a dynamic block whose code length code has no codes",
            "continues, and reads each bit as a length of 0",
            "RFC 1951 §3.2.7: it cannot be decompressed",
            place => place.Error == CompressionErrors.Corrupt("a block whose code length code is not a prefix code"),
            found => found.Framework.IsFailedInSilence || !found.AtEndOfFrame.IsFailed),
        new(
            "data that cannot be decompressed",
            "fails without a close frame",
            "RFC 6455 §7.1.7: a close frame states the reason, 1007",
            place => place.Error is { Rule: "RFC 7692 §7.2.2" },
            found => found.Framework.IsFailedInSilence),
    ];
}

/// <summary>The accounts of both from a place on.</summary>
/// <param name="Conversation">The conversation.</param>
/// <param name="Spot">The place.</param>
/// <param name="Before">The common account before it.</param>
/// <param name="Core">The core's account from there on.</param>
/// <param name="Framework">The framework's account from there on.</param>
internal sealed record Disagreement(Conversation Conversation, Spot Spot, Account Before, Account Core, Account Framework)
{
    /// <summary>The framework's account if nothing follows the frame.</summary>
    public Account AtEndOfFrame => FrameworkRun.Of(Conversation.Until(Spot.EndOfFrame)).After(Before);

    /// <summary>Whether the framework accepts the frame itself. It may still fail because of the content.</summary>
    public bool TakesFrame =>
        IsWaiting
        || AtEndOfFrame is { IsFailed: false } or { IsFailedInSilence: true }
        || AtEndOfFrame.IsFailedWith(CloseCode.InvalidPayloadData);

    /// <summary>The framework's account if nothing follows the command.</summary>
    public Account AtCommand => FrameworkRun.Of(Conversation.UntilCommand(Spot.Commands)).After(Before);

    /// <summary>
    /// Whether the framework waits without an event, because the frame is incomplete, or its header. The framework always reads a client's
    /// header with its key.
    /// </summary>
    public bool IsWaiting =>
        (!Spot.FrameIsThere || Spot is { InHeader: true, HeaderIsThere: false })
        && !FrameworkRun.Of(Conversation.Until(Spot.EndOfWhatIsAtHand)).After(Before).IsFailed;

    /// <summary>Whether the framework does what it is asked, and the peer, if it still reads, cannot accept it.</summary>
    public bool Writes(ProtocolError nonsense) =>
        AtCommand is { Told: [], Heard: var heard } && (Before.IsNonsense || heard.SequenceEqual([Said.Nonsense(nonsense)]));
}
