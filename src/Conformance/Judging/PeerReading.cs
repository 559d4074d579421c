using System.Buffers.Binary;

namespace Pure.WebSockets.Conformance;

/// <summary>Processes a peer's frames and checks whether they comply with RFC 6455 (§5, §7 and §8) and RFC 7692 (§6 and §7).</summary>
internal static class PeerReading
{
    private const int LongestControl = 125;
    private const int Compressed = 4;
    private const int MostKeys = 16;

    // The section of RFC 6455 about size limits for frames and messages.
    private const string Limit = "RFC 6455 §10.4";

    /// <summary>
    /// Returns the payload of the ping that the tester sends after the message with the given number in an exchange. The first message has
    /// number 0.
    /// </summary>
    public static ByteString PacingOf(int number) =>
        ByteString.FromText(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"message {number + 1}"));

    public static Observation After(Observation seen, WireFrame frame)
    {
        if (seen.Stage is not (ConnectionStage.Open or ConnectionStage.Closing))
            return seen;
        if (Broken(seen, frame) is { } violation)
            return Violated(seen, violation);
        return Read(
            seen.EnforcesAllRules && frame.Key.Case is MaskKey key && seen.Keys.Count < MostKeys
                ? seen with { Keys = seen.Keys.Add(key) }
                : seen,
            frame
        );
    }

    private static Observation Read(Observation seen, WireFrame frame) =>
        frame.Opcode switch
        {
            8 => AfterClose(seen, frame.Payload),
            9 => seen,
            10 when seen.OwnPing == Observation.PingTag(frame.Payload) => seen with { OwnPing = Option<string>.None },
            10 when seen.Paced.Exists(paced => frame.Payload == PacingOf(paced)) => seen with
            {
                Paced = seen.Paced.Map(paced => paced + 1),
            },
            10 => seen with { Events = seen.Events.Add(new PeerEvent.Pong(frame.Payload)) },
            _ => AfterData(seen, frame),
        };

    /// <summary>
    /// Records that the peer broke a rule or exceeded a limit of the tester. The first violation is also recorded as an event if it is an
    /// illegal frame or message. A frame or message that only exceeds a limit is not illegal.
    /// </summary>
    private static Observation Violated(Observation seen, ProtocolError violation, bool isIllegal = true) =>
        seen with
        {
            Violation = violation,
            FailedByMe = true,
            Events =
                isIllegal && seen.Violation.IsNone && violation.Rule != Limit
                    ? seen.Events.Add(new PeerEvent.IllegalFrame(violation.Seen, violation.Rule))
                    : seen.Events,
        };

    private static ProtocolError? Broken(Observation seen, WireFrame frame)
    {
        var masked = frame.Key.IsSome;
        return frame.Reserved == Compressed && seen.Deflate.IsSome && frame.Opcode is 0 or >= 8
                ? new ProtocolError(
                    CloseCode.ProtocolError,
                    "RFC 7692 §6.1",
                    $"RSV1 set on a {(frame.Opcode == 0 ? "continuation" : "control")} frame"
                )
            : frame.Reserved != 0 && !(frame.Reserved == Compressed && seen.Deflate.IsSome)
                ? Rule("§5.2", $"reserved bits {frame.Reserved} set")
            : !MayBe(masked, seen) ? Rule("§5.1", masked ? "a masked frame from the server" : "an unmasked frame from the client")
            : frame.Opcode is (> 2 and < 8) or > 10 ? Rule("§5.2", $"reserved opcode {frame.Opcode}")
            : frame.IsControl && !frame.Final ? Rule("§5.5", "a fragmented control frame")
            : frame.IsControl && frame.Payload.Length > LongestControl ? Rule("§5.5", "a control frame of more than 125 bytes")
            : frame is { Opcode: 8, Payload.Length: 1 } ? Rule("§5.5.1", "a close frame of one byte")
            : frame.Opcode == 0 && seen.Kind.IsNone ? Rule("§5.4", "a continuation frame with no message to continue")
            : frame.Opcode is 1 or 2 && seen.Kind.IsSome ? Rule("§5.4", "a new message within an unfinished one")
            : frame.LengthOctets == 2 && frame.Payload.Length < 126 || frame.LengthOctets == 8 && frame.Payload.Length <= ushort.MaxValue
                ? Rule("§5.2", "a length that is not in its shortest form")
            : seen is { EnforcesAllRules: true, PeerClosed: true } && frame.Opcode <= 8
                ? Rule("§5.5.1", $"a {(frame.Opcode == 8 ? "second close" : "data")} frame after the close frame")
            : seen.EnforcesAllRules && frame.Key.Case is MaskKey key && IsForeseen(seen.Keys, key)
                ? new ProtocolError(CloseCode.PolicyViolation, "RFC 6455 §5.3", "a masking key that is predictable from earlier ones")
            : seen.Options.MaxFramePayloadSize is > 0 and var longest && frame.Payload.Length > longest
                ? new ProtocolError(
                    CloseCode.PolicyViolation,
                    Limit,
                    $"a frame of {frame.Payload.Length} bytes, more than the {longest} that the tester accepts"
                )
            : null;
    }

    /// <summary>
    /// Returns whether a masking key is predictable from up to 16 earlier keys. A key is predictable if it equals an earlier key. A key is
    /// also predictable if it continues the arithmetic sequence of the last two stored keys. At most 17 of the 2^32 possible keys are
    /// predictable, so a random key is very rarely reported.
    /// </summary>
    private static bool IsForeseen(Seq<MaskKey> before, MaskKey key) =>
        before.Exists(old => old == key)
        || (before.Count >= 2 && unchecked(key.Bits - before[^1].Bits == before[^1].Bits - before[^2].Bits));

    private static bool MayBe(bool masked, Observation seen) => seen.Tester == Role.Server
        ? masked || !seen.Options.RequireMaskedClientFrames
        : !masked || seen.Options.AcceptMaskedServerFrames;

    private static Observation AfterData(Observation before, WireFrame frame)
    {
        var seen = before with
        {
            Kind = before.Kind.IfNone((MessageKind)frame.Opcode),
            IsCompressed = before.Kind.IsSome ? before.IsCompressed : frame.Reserved == Compressed,
            Incoming = before is { Stage: ConnectionStage.Open, Echoes.IsSome: true }
                ? before.Incoming.WithFrame(frame.WireLength, frame.Payload.Length)
                : before.Incoming,
        };
        if (!frame.Final) return seen with { Parts = seen.Parts.Add(frame.Payload) };
        var payload = seen.Parts.IsEmpty ? frame.Payload : Joined(seen.Parts.Add(frame.Payload));
        if (seen is not { IsCompressed: true, Inflation.Case: Inflating context }) return AfterMessage(seen, payload);
        var inflated = context.Message(payload.Memory.Span);
        return Corruption(inflated) is { } error
            ? Violated(seen, error, isIllegal: error.Code != CloseCode.MessageTooBig) with { IsCorrupt = true }
            : AfterMessage(seen with { Inflation = inflated.Next }, inflated.Message);
    }

    /// <summary>
    /// Returns the rule that a compressed message breaks, or null if the message breaks no rule. A message with data after a final
    /// block is accepted.
    /// </summary>
    private static ProtocolError? Corruption(in InflatedMessage inflated) => inflated switch
    {
        { IsBeyondWindow: true } => new ProtocolError(
            CloseCode.InvalidPayloadData,
            "RFC 7692 §7.1.2",
            "compressed data that refers back further than the agreed window"
        ),
        { IsBeyondMessage: true } => new ProtocolError(
            CloseCode.InvalidPayloadData,
            "RFC 7692 §7.1.1",
            "compressed data that refers to an earlier message without context takeover"
        ),
        { Read: Inflated.TooLong } => new ProtocolError(
            CloseCode.MessageTooBig,
            Limit,
            $"a message of more than {Inflating.LongestMessage} bytes after decompression"
        ),
        { Read: not Inflated.Whole } => new ProtocolError(
            CloseCode.InvalidPayloadData,
            "RFC 7692 §7.2.2",
            "compressed data that cannot be decompressed"
        ),
        _ => null,
    };

    private static Observation AfterMessage(Observation seen, ByteString message)
    {
        var kind = seen.Kind.IfNone(MessageKind.Binary);
        var next = seen with
        {
            Kind = Option<MessageKind>.None,
            Parts = Seq<ByteString>.Empty,
            Incoming = seen is { Stage: ConnectionStage.Open, Echoes.IsSome: true }
                ? seen.Incoming.WithMessage(message.Length)
                : seen.Incoming,
        };
        return seen.Options.MaxMessagePayloadSize is > 0 and var longest && message.Length > longest
                ? Violated(
                    next,
                    new ProtocolError(
                        CloseCode.MessageTooBig,
                        Limit,
                        $"a message of {message.Length} bytes, more than the {longest} that the tester accepts"
                    )
                )
            : seen.Options.Utf8ValidateIncoming && kind == MessageKind.Text && !System.Text.Unicode.Utf8.IsValid(message.Memory.Span)
            ? Violated(next, new ProtocolError(CloseCode.InvalidPayloadData, "RFC 6455 §8.1", "text that is not UTF-8"))
            // After the tester has failed the connection, messages are ignored (RFC 6455 §7.1.7).
            : seen.FailedByMe ? next
            : seen.Answers.Case is AnswerReading answers ? AfterAnswer(next, answers.Read(kind, message, seen.Agreed))
            : AfterEcho(next, new PeerEvent.Message(kind, message));
    }

    private static Observation AfterAnswer(Observation next, Seq<PeerEvent> read) =>
        read.Fold(
            next,
            (seen, found) => found is PeerEvent.Message message ? AfterEcho(seen, message) : seen with { Events = seen.Events.Add(found) }
        );

    private static Observation AfterEcho(Observation next, PeerEvent.Message message) =>
        next.Echoes.Case is EchoCount echoes
            ? next with { Echoes = echoes.After(message.Kind, message.Data.Memory.Span) }
            : next with { Events = next.Events.Add(message) };

    private static Observation AfterClose(Observation seen, ByteString payload)
    {
        if (seen.PeerClosed) return seen;
        var octets = payload.Memory.Span;
        var code = octets.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(octets) : Option<int>.None;
        var reason = octets.Length > 2 ? PrintedForm.Ascii(octets[2..]) : Option<string>.None;
        var closed = seen with { PeerClosed = true, RemoteCloseCode = code, RemoteCloseReason = reason };
        return code.Exists(given => !IsValid(given, seen.EnforcesAllRules))
                ? Violated(
                    closed,
                    Rule("§7.4", $"close code {code.IfNone(0)}, which no endpoint may send"),
                    isIllegal: code.Exists(given => !IsRegistered(given))
                ) with
                {
                    WasClean = false,
                    NotCleanReason = "the peer's close code is not allowed",
                }
            : seen.Options.Utf8ValidateIncoming && octets.Length > 2 && !System.Text.Unicode.Utf8.IsValid(octets[2..])
                ? Violated(
                    closed,
                    new ProtocolError(CloseCode.InvalidPayloadData, "RFC 6455 §8.1", "a close reason that is not UTF-8")
                ) with
                {
                    WasClean = false,
                    NotCleanReason = "the peer's close reason is not UTF-8",
                }
            : closed with { WasClean = true, NotCleanReason = Option<string>.None };
    }

    private static bool IsValid(int code, bool asOfToday) =>
        (asOfToday && IsRegistered(code)) || code is (>= 1000 and <= 1003) or (>= 1007 and <= 1011) or (>= 3000 and <= 4999);

    // The codes that the Autobahn Testsuite rejects, because these codes were registered only after the suite was written.
    private static bool IsRegistered(int code) => code is >= 1012 and <= 1014;

    private static ByteString Joined(Seq<ByteString> parts)
    {
        var whole = GC.AllocateUninitializedArray<byte>(parts.Sum(part => part.Length));
        var at = 0;
        foreach (var part in parts)
        {
            part.Memory.CopyTo(whole.AsMemory(at));
            at += part.Length;
        }

        return whole;
    }

    private static ProtocolError Rule(string section, string seen) => new(CloseCode.ProtocolError, "RFC 6455 " + section, seen);
}
