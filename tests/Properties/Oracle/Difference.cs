namespace Pure.WebSockets.Properties;

/// <summary>Where the framework's WebSocket does otherwise than our core, and the rule that decides.</summary>
/// <param name="Met">What is met in a conversation.</param>
/// <param name="Framework">What the framework makes of it; our core does what the rule says.</param>
/// <param name="Rule">The rule that decides.</param>
/// <param name="Applies">Whether a place is such a one. The first that is ends the comparison; up to it nothing may differ.</param>
/// <param name="IsAsTold">Whether the framework did just that there.</param>
internal sealed record Difference(string Met, string Framework, string Rule, Func<Spot, bool> Applies, Func<Disagreement, bool> IsAsTold)
{
    /// <summary>All that are known. The first that applies counts.</summary>
    public static Difference[] All { get; } =
    [
        new(
            "an empty close frame from the peer",
            "tells 1000 as if the peer had sent it, and answers with it",
            "RFC 6455 §7.1.5: it is 1005",
            place => place.Told is Effect.CloseReceived(var status) && status == CloseStatus.None,
            found => found.Framework.Told.FirstOrDefault() == Said.Close(CloseCode.NormalClosure, "")),
        new(
            "a close frame to send while that of the peer has begun and is not whole",
            "sends it and ends the transport",
            "RFC 6455 §5.5.1: the closing handshake is done when both frames are there",
            place => place is { Command: Input.Close, Refusal: null, HeaderIsThere: true, Opcode: (int)Opcode.Close },
            found => found.AtCommand.IsFailed),
        new(
            "an empty close frame to send", "writes 1005 into it", "RFC 6455 §7.4.1: no endpoint sets 1005 in a close frame",
            place => place is { Command: Input.Close(var status), Refusal: null } && status == CloseStatus.None,
            found => found.Writes(FrameErrors.CloseCodeNotAllowed(CloseCode.NoStatusReceived))),
        new(
            "a close code to send that means nothing",
            "writes it",
            "RFC 6455 §7.4.2: only 3000 to 4999 are free",
            place =>
                place is { Command: Input.Close(var status), Refusal: { } refusal }
                && refusal == SendingErrors.CodeNotAllowed(status.Code)
                && status.Code is not (< 1000 or 1006 or 1015),
            found => found.Spot.Command is Input.Close(var status) && found.Writes(FrameErrors.CloseCodeNotAllowed(status.Code))
        ),
        new(
            "a message to send while another one is under way in parts",
            "sends it as a part of that one",
            "RFC 6455 §5.4: fragments of messages are not interleaved",
            place => place is { Command: Input.Send or Input.SendPart, Refusal.Rule: "RFC 6455 §5.4" },
            found => found.AtCommand.Told.Length == 0),
        new(
            "a close reason that is not UTF-8", "fails with 1002", "RFC 6455 §8.1, §7.4.1: 1007",
            place => place.Error == FrameErrors.ReasonNotText,
            found => found.Framework.IsFailedWith(CloseCode.ProtocolError)),
        new(
            "RSV1 on a control frame, where compression is agreed to",
            "takes the frame",
            "RFC 7692 §6, RFC 6455 §5.2: fail",
            place =>
                place is { Error: { } error, HeaderIsThere: true, Opcode: >= (int)Opcode.Close and <= (int)Opcode.Pong }
                && error == FrameErrors.MisplacedRsv1,
            found => found.TakesFrame
        ),
        new(
            "a length in more octets than it needs", "takes the frame", "RFC 6455 §5.2: the minimal number MUST be used",
            place => place is { Error: { } error, HeaderIsThere: true } && error.Seen.StartsWith("length ", StringComparison.Ordinal),
            found => found.TakesFrame),
        new(
            "a header that is wrong before it is whole",
            "waits for the rest of it",
            "RFC 6455 §7.1.7: our core fails at the first octet that breaks a rule",
            place => place is { Error: not null, InHeader: true, HeaderIsThere: false },
            found => found.IsWaiting),
        new(
            "a frame longer than the limit", "takes it as it comes: its application has the limit", "RFC 6455 §10.4",
            place => place.Error is { Rule: "RFC 6455 §10.4" },
            found => found.IsWaiting || found.Framework.IsFailedInSilence || found.Framework.IsFailedWith(CloseCode.InvalidPayloadData)),
        new(
            "a payload that is wrong before its frame is whole",
            "waits until the frame or the memory that it was lent is full",
            "RFC 6455 §8.1, RFC 7692 §7.2.2: our core fails at the first octet that breaks a rule",
            place => place is { Error: not null, InHeader: false, FrameIsThere: false },
            found => found.Framework.IsFailedInSilence || found.IsWaiting),
        new(
            "text that is none, and behind it in the frame data that cannot be decompressed",
            "fails without a close frame",
            "RFC 6455 §8.1: what comes first counts, 1007",
            place => place.Error == MessageErrors.NotText && place.IsCorruptFurtherOn,
            found => found.Framework.IsFailedInSilence),
        new(
            "a code point that is none at the end of a fragment",
            "waits until an overlong one is whole, and with what was inflated and had no room in its memory",
            "RFC 6455 §8.1: our core fails at the first octet that no continuation can mend",
            place =>
                place.Error == MessageErrors.NotText
                && (place.EndsOverlong || place.Before.Receiving is { InFrame: true, FrameFinal: false, Compressed: true }),
            found => found.Framework.IsFailedInSilence || !found.AtEndOfFrame.IsFailed
        ),
        new(
            "text that ends within a code point, its last fragment empty", "delivers it", "RFC 6455 §8.1: fail with 1007",
            place => place is { Error: { } error, InHeader: true } && error == MessageErrors.NotText,
            found => found.Framework.Told.FirstOrDefault().What == $"{MessageKind.Text}"),
        new(
            "a final block",
            "fails without a close frame; where the message or the connection ends with that block, it may go on",
            "RFC 7692 §7.2.3.4: it is allowed, and the message goes on behind it",
            place => place.HasFinalBlock,
            found => found.Framework.IsFailedInSilence || found.IsWaiting || found.Core.IsFailed),
        new(
            "a compressed message behind one whose payload ended with a final block, or was empty",
            "reads what it appended to the earlier one as the start of this one, and delivers whatever that gives",
            "RFC 7692 §7.2.2: what is appended ends the message",
            place => place is { BeginsCompressedMessage: true, AfterABlock: true, Before.Inflation.ContextTakeover: true },
            found => !found.Core.Agrees(found.Framework)),
        new(
            "a compressed message that ends within a block",
            "delivers what there is, or fails without a close frame",
            "RFC 7692 §7.2.2: it cannot be decompressed",
            place => place.Error == CompressionErrors.Corrupt("a message that ends within a block"),
            found => found.Framework.IsFailedInSilence || found.Framework.Told.FirstOrDefault() != Said.Failed),
        new(
            "a compressed message whose last block is not final and ends with its payload",
            "delivers it, and reads what it appended as the start of the next one",
            "RFC 7692 §7.2.2: what is appended ends a block, and none is left to end",
            place => place.Error == CompressionErrors.Corrupt(CompressionErrors.NoBlockForTheTail),
            found => found.Framework.IsFailedInSilence || found.Framework.Told.FirstOrDefault() != Said.Failed),
        new(
            "a match that begins before the window",
            "takes it where its own memory reaches that far back",
            "RFC 7692 §7.1.2, RFC 1951 §2: it cannot be decompressed",
            place => place.Error is { Rule: "RFC 7692 §7.2.2" } error && error.Seen.Contains("bytes back", StringComparison.Ordinal),
            found => found.Framework.IsFailedInSilence || !found.AtEndOfFrame.IsFailed),
        new(
            "a dynamic block whose code length code has no codes",
            "reads on, and takes each bit for a length of 0",
            "RFC 1951 §3.2.7: it cannot be decompressed",
            place => place.Error == CompressionErrors.Corrupt("a block whose code length code is no prefix code"),
            found => found.Framework.IsFailedInSilence || !found.AtEndOfFrame.IsFailed),
        new(
            "data that cannot be decompressed", "fails without a close frame", "RFC 6455 §7.1.7: a close frame says why, 1007",
            place => place.Error is { Rule: "RFC 7692 §7.2.2" },
            found => found.Framework.IsFailedInSilence),
    ];
}

/// <summary>What both did from a place on.</summary>
/// <param name="Conversation">The conversation.</param>
/// <param name="Spot">The place.</param>
/// <param name="Before">What both had told before it.</param>
/// <param name="Core">What our core told from there on.</param>
/// <param name="Framework">What the framework did.</param>
internal sealed record Disagreement(Conversation Conversation, Spot Spot, Account Before, Account Core, Account Framework)
{
    /// <summary>What the framework makes of it when nothing follows the frame.</summary>
    public Account AtEndOfFrame => FrameworkRun.Of(Conversation.Until(Spot.EndOfFrame)).After(Before);

    /// <summary>Whether the framework takes the frame as one by the rules: if it fails, then over what is in it.</summary>
    public bool TakesFrame =>
        IsWaiting
        || AtEndOfFrame is { IsFailed: false } or { IsFailedInSilence: true }
        || AtEndOfFrame.IsFailedWith(CloseCode.InvalidPayloadData);

    /// <summary>What the framework makes of it when nothing follows the command.</summary>
    public Account AtCommand => FrameworkRun.Of(Conversation.UntilCommand(Spot.Commands)).After(Before);

    /// <summary>
    /// Whether the framework waits: the header, with the key that it reads for any frame of a client, or the frame is not all there, and
    /// it says nothing yet.
    /// </summary>
    public bool IsWaiting =>
        (!Spot.FrameIsThere || Spot is { InHeader: true, HeaderIsThere: false })
        && !FrameworkRun.Of(Conversation.Until(Spot.EndOfWhatIsAtHand)).After(Before).IsFailed;

    /// <summary>Whether the framework does what it is asked to, and the peer, if it still listens, cannot accept it.</summary>
    public bool Writes(ProtocolError nonsense) =>
        AtCommand is { Told: [], Heard: var heard } && (Before.IsNonsense || heard.SequenceEqual([Said.Nonsense(nonsense)]));
}
