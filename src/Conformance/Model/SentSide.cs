using System.Collections.Immutable;

namespace Pure.WebSockets.Conformance;

/// <summary>The ways in which the sent bytes can end the connection.</summary>
internal enum Ending : byte
{
    /// <summary>The sent bytes do not end the connection.</summary>
    None,

    /// <summary>The tester broke a rule, so the peer must or should fail the connection.</summary>
    Failed,

    /// <summary>The tester sent a valid close frame, which the peer must answer.</summary>
    Closed,

    /// <summary>The tester has ended its half of the transport without a close frame.</summary>
    Cut,

    /// <summary>
    /// The RFCs do not define how the peer interprets the sent bytes. No further answers are required. The model still checks whether the
    /// peer's frames are valid. Until further bytes are sent, the model also checks whether pongs answer earlier pings.
    /// </summary>
    Open,
}

/// <summary>
/// The immutable half of the model that processes the bytes sent to the peer. This half determines which answers the peer must send.
/// </summary>
internal sealed record SentSide
{
    /// <summary>
    /// The length, in bytes, of the longest message that every peer must accept. A peer may reject a longer message, because RFC 6455 §10.4
    /// allows a limit for the size of messages.
    /// </summary>
    public const int LongestMessage = 1024 * 1024;

    /// <summary>The role of the peer.</summary>
    public required Role Peer { get; init; }

    /// <summary>The state of the parser that assembles the messages of the tester.</summary>
    public required MessageReading Messages { get; init; }

    /// <summary>The sent bytes of an incomplete frame.</summary>
    public ReadOnlyMemory<byte> Unread { get; private init; }

    /// <summary>The payloads of the tester's pings, in order.</summary>
    public ImmutableArray<ReadOnlyMemory<byte>> SentPings { get; private init; } = [];

    /// <summary>The payloads of the tester's pongs, in order. Pongs do not require an answer.</summary>
    public ImmutableArray<ReadOnlyMemory<byte>> SentPongs { get; private init; } = [];

    /// <summary>The complete messages of the tester, in order.</summary>
    public ImmutableArray<WholeMessage> Whole { get; private init; } = [];

    /// <summary>The way in which the sent bytes end the connection.</summary>
    public Ending Ending { get; private init; }

    /// <summary>The rule that the tester broke if the ending is <see cref="Ending.Failed"/>; otherwise, null.</summary>
    public FrameRule? Broken { get; private init; }

    /// <summary>The status code in the tester's close frame, or 1005 if the close frame has no status code.</summary>
    public int CloseCode { get; private init; }

    /// <summary>
    /// Whether the tester has ended its half of the transport after its close frame. The peer may then end the transport without sending a
    /// close frame.
    /// </summary>
    public bool IsCut { get; private init; }

    /// <summary>
    /// Whether the tester has sent a compressed message with a final block, and later messages are allowed to refer back to that
    /// message. RFC 7692 does not define whether a receiver may clear its window after a final block, and some receivers clear the
    /// window.
    /// </summary>
    public bool HasFinalBlock { get; private init; }

    /// <summary>The close codes with which the peer may fail the connection if the ending is <see cref="Ending.Failed"/>.</summary>
    public FailCodes FailWith { get; private init; }

    /// <summary>
    /// The close codes with which the peer is allowed, but not yet required, to fail the connection. For example, if the beginning of a
    /// message breaks a rule, the peer may react immediately or when the message is complete.
    /// </summary>
    public FailCodes MayFail { get; private init; }

    /// <summary>
    /// Whether the message in progress, including the frame in progress, is so long that the peer may reject the message (RFC 6455 §10.4).
    /// </summary>
    public bool IsLong { get; private init; }

    /// <summary>
    /// The number of the last complete message that is longer than <see cref="LongestMessage"/>. The peer may reject this message. The
    /// first message has number 1. If no message is that long, the value is 0.
    /// </summary>
    public int LastLong { get; private init; }

    /// <summary>
    /// Whether the tester has sent bytes that the model ignores, because earlier bytes end the connection or are ambiguous. The ignored
    /// bytes can contain pings that the peer answers.
    /// </summary>
    public bool HasIgnored { get; private init; }

    /// <summary>Whether the tester has sent a valid data frame, or a valid part of the payload of a data frame.</summary>
    public bool HasData { get; private init; }

    /// <summary>The role of the tester.</summary>
    private Role Sender => Peer == Role.Server ? Role.Client : Role.Server;

    /// <summary>Creates the state at the start of an open connection.</summary>
    public static SentSide Start(Role peer, AgreedDeflate? agreed) =>
        new() { Peer = peer, Messages = MessageReading.For(agreed, peer == Role.Server ? Role.Client : Role.Server) };

    /// <summary>
    /// Returns the state after further bytes have been sent. Bytes after a frame that ends the connection, or after an ambiguous message,
    /// are ignored.
    /// </summary>
    public SentSide After(ReadOnlyMemory<byte> octets)
    {
        if (octets.IsEmpty) return this;
        if (Ending != Ending.None) return HasIgnored ? this : this with { HasIgnored = true };
        var now = this;
        var rest = Unread.IsEmpty ? octets : (byte[])[.. Unread.Span, .. octets.Span];
        while (now.Ending == Ending.None && !rest.IsEmpty)
        {
            if (!FrameHead.TryRead(rest.Span, out var head))
                return now.Within(FrameHead.Begun(rest.Span, Sender == Role.Client), rest, ReadOnlyMemory<byte>.Empty);
            var length = (int)Math.Min(head.Length, (ulong)(rest.Length - head.Size));
            var payload = Unmasked(head, rest.Slice(head.Size, length));
            if ((ulong)length < head.Length) return now.Within(head, rest, payload);
            now = now.Frame(head, payload);
            rest = rest[(head.Size + length)..];
        }

        return now.Unread.IsEmpty && rest.IsEmpty ? now : now with { Unread = default, HasIgnored = !rest.IsEmpty };
    }

    /// <summary>Returns this state without the pings, pongs and messages so far. The compression window does not change.</summary>
    public SentSide Continued() => this with { SentPings = [], SentPongs = [], Whole = [], LastLong = 0 };

    /// <summary>Returns the state after the tester has ended its half of the transport.</summary>
    public SentSide Ended() => Ending switch
    {
        Ending.None => this with { Ending = Ending.Cut, Unread = default },
        Ending.Closed => this with { IsCut = true },
        _ => this,
    };

    private static ReadOnlyMemory<byte> Unmasked(in FrameHead head, ReadOnlyMemory<byte> payload)
    {
        if (!head.IsMasked || head.Key == 0 || payload.IsEmpty) return payload;
        var octets = payload.ToArray();
        WireFrame.Mask(octets, new MaskKey(head.Key));
        return octets;
    }

    /// <summary>
    /// Returns the state after the beginning of a frame. If the beginning breaks a rule, the peer may fail the connection immediately or
    /// when the frame is complete.
    /// </summary>
    private SentSide Within(in FrameHead head, ReadOnlyMemory<byte> rest, ReadOnlyMemory<byte> payload)
    {
        var may = FrameRule.BrokenBy(head, Sender, Messages.IsCompressing, Messages.IsInMessage)?.Codes ?? FailCodes.None;
        var isLong = IsLongWith(head);
        if (may == FailCodes.None && !head.IsControl && !payload.IsEmpty)
            may = Messages.CodesWithin(head, payload);
        // The peer can check the first bytes of a close frame before the remaining bytes arrive.
        if (head.Opcode == 8 && head.Length != 0)
            may |=
                head.Length == 1 ? FailCodes.Protocol
                : ClosesBadly(payload.Span) ? FailCodes.Protocol | FailCodes.Payload
                : FailCodes.None;
        return this with
        {
            Unread = rest.ToArray(),
            IsLong = isLong,
            MayFail = MayFail | may,
            HasData = HasData || (!head.IsControl && !payload.IsEmpty && may == FailCodes.None && !isLong),
        };
    }

    /// <summary>
    /// Returns whether a frame, or the message in progress including the frame, is so long that the peer may reject the message.
    /// </summary>
    private bool IsLongWith(in FrameHead head) =>
        head.Length > LongestMessage || (head.IsControl ? IsLong : (int)head.Length + Messages.PayloadLength > LongestMessage);

    private static bool ClosesBadly(ReadOnlySpan<byte> payload) =>
        payload.Length >= 2
        && (!FrameRule.MayClose((payload[0] << 8) | payload[1]) || default(TextReading).After(payload[2..]).IsBroken);

    private SentSide Frame(in FrameHead head, ReadOnlyMemory<byte> payload)
    {
        if (FrameRule.BrokenBy(head, Sender, Messages.IsCompressing, Messages.IsInMessage) is { } broken)
            return Failed(broken, broken.Codes | Content(head, payload) | CodesOf(IsLongWith(head)));
        return head.Opcode switch
        {
            8 => Close(payload.Span),
            9 => this with { SentPings = SentPings.Add(payload) },
            10 => this with { SentPongs = SentPongs.Add(payload) },
            _ => WithData(Data(head, payload)),
        };
    }

    private static SentSide WithData(SentSide next) => next.Ending == Ending.Failed ? next : next with { HasData = true };

    /// <summary>
    /// Returns the close codes for errors in the payload of a frame with an invalid header. These codes are allowed because a peer may
    /// check the payload before the header.
    /// </summary>
    private FailCodes Content(in FrameHead head, ReadOnlyMemory<byte> payload) =>
        head.Opcode == 8 ? payload.Length == 1 || ClosesBadly(payload.Span) ? FailCodes.Protocol | FailCodes.Payload : FailCodes.None
        : head.IsControl ? FailCodes.None
        : CodesOf(Messages.After(head, payload));

    private static FailCodes CodesOf(bool isLong) => isLong ? FailCodesExtensions.OfLimit : FailCodes.None;

    private static FailCodes CodesOf(
        in (MessageReading Next, WholeMessage? Message, FrameRule? Broken, bool IsAmbiguous) read
    ) =>
        read.Message is null ? read.Next.CodesSoFar()
        : read.IsAmbiguous ? FailCodes.Payload | FailCodes.Protocol
        : read.Broken?.Codes ?? FailCodes.None;

    private SentSide Data(in FrameHead head, ReadOnlyMemory<byte> payload)
    {
        var (next, message, broken, isAmbiguous) = Messages.After(head, payload);
        if (isAmbiguous) return this with { Messages = next, Ending = Ending.Open };
        var isLong = IsLongWith(head);
        if (message is not { } whole) return this with { Messages = next, IsLong = isLong, MayFail = MayFail | next.CodesSoFar() };
        isLong |= whole.Data.Length > LongestMessage;
        var now = this with { Messages = next, HasFinalBlock = HasFinalBlock || next.HasFinalBlock };
        if (broken is not null) return now.Failed(broken, broken.Codes | CodesOf(isLong));
        // Reset MayFail, because the complete message is valid. A part of the message, for example a part that ends after a final block,
        // could have allowed the peer to fail the connection.
        return now with
        {
            Whole = Whole.Add(whole),
            IsLong = false,
            LastLong = isLong ? Whole.Length + 1 : LastLong,
            MayFail = FailCodes.None,
        };
    }

    private SentSide Close(ReadOnlySpan<byte> payload)
    {
        if (payload.Length == 1) return Failed(FrameRule.HalfACode);
        var code = payload.IsEmpty ? WebSockets.CloseCode.NoStatusReceived : (payload[0] << 8) | payload[1];
        if (!payload.IsEmpty && !FrameRule.MayClose(code)) return Failed(FrameRule.CloseCode);
        if (payload.Length > 2 && !TextReading.IsText(payload[2..])) return Failed(FrameRule.Reason);
        return this with { Ending = Ending.Closed, CloseCode = code };
    }

    private SentSide Failed(FrameRule rule) => Failed(rule, rule.Codes);

    private SentSide Failed(FrameRule rule, FailCodes codes) => this with { Ending = Ending.Failed, Broken = rule, FailWith = codes };
}
