using System.Collections.Immutable;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// The immutable half of the model that processes the bytes received from the peer. This half checks whether the peer's frames are valid,
/// and compares the frames with the answers that the sent bytes require.
/// </summary>
internal sealed record ReceivedSide
{
    // The maximum number of pings that the 64 bits of Answered can represent. After the tester has sent this number of pings, pongs are no
    // longer checked. Nearly all generated conversations have fewer pings.
    private const int MostPings = 63;

    private const int LongestPayload = 16 * 1024 * 1024;

    /// <summary>The role of the peer.</summary>
    public required Role Peer { get; init; }

    /// <summary>The state of the parser that assembles the messages of the peer.</summary>
    public required MessageReading Messages { get; init; }

    /// <summary>The received bytes of an incomplete frame.</summary>
    public ReadOnlyMemory<byte> Unread => Kept.Memory;

    /// <summary>
    /// The possible numbers of answered pings, as a set of bits. Bit n is set if the number of answered pings can be n. Several numbers are
    /// possible, because pings can have equal payloads and a peer may answer only the latest of several pings (RFC 6455 §5.5.3).
    /// </summary>
    public ulong Answered { get; private init; } = 1;

    /// <summary>The number of messages that the peer has echoed.</summary>
    public int Echoed { get; private init; }

    /// <summary>Whether the peer has sent a valid close frame.</summary>
    public bool HasClosed { get; private init; }

    /// <summary>Whether the peer has ended the transport.</summary>
    public bool HasEnded { get; private init; }

    /// <summary>
    /// Whether the peer has sent an illegal frame, or a frame or message of more than 16 MiB. If the value is true, all later bytes are
    /// ignored.
    /// </summary>
    public bool IsIllegal { get; private init; }

    /// <summary>
    /// Whether the model has already reported that the peer sent a wrong message or did not end the connection as required. The model then
    /// checks only whether the peer's frames are valid.
    /// </summary>
    public bool IsExcused { get; private init; }

    private GrowingOctets Kept { get; init; }

    private uint LastKey { get; init; }

    private uint LastStep { get; init; }

    private int Keys { get; init; }

    private int Foreseen { get; init; }

    /// <summary>Creates the state at the start of an open connection.</summary>
    public static ReceivedSide Start(Role peer, AgreedDeflate? agreed) =>
        new() { Peer = peer, Messages = MessageReading.For(agreed, peer) };

    /// <summary>
    /// Returns the close codes with which the peer is allowed, but not required, to fail the connection. For example, the peer may reject a
    /// long message that it has not echoed yet.
    /// </summary>
    public FailCodes MayFail(SentSide sent) =>
        sent.MayFail | (sent.IsLong || Echoed < sent.LastLong ? FailCodesExtensions.OfLimit : FailCodes.None);

    /// <summary>
    /// Returns the state after more bytes from the peer, and a finding for each frame that the peer must not or should not send. The
    /// findings do not depend on the sizes of the blocks in which the bytes arrive.
    /// </summary>
    public (ReceivedSide Next, ImmutableArray<ModelFinding> Findings) After(
        ReadOnlyMemory<byte> octets,
        SentSide sent,
        PeerProfile profile
    )
    {
        if (IsIllegal) return (this, []);
        var now = this;
        ImmutableArray<ModelFinding> found = [];
        var all = Kept.IsEmpty ? GrowingOctets.Of(octets) : Kept.With(octets.Span);
        var rest = all.Memory;
        while (!rest.IsEmpty && FrameHead.TryRead(rest.Span, out var head))
        {
            if (now.TooLong(head, sent, profile) is { } tooLong)
                return (tooLong.Next, tooLong.Finding is null ? found : found.Add(tooLong.Finding));
            if (head.Length > (ulong)(rest.Length - head.Size)) break;
            var payload = rest.Slice(head.Size, (int)head.Length);
            if (head.IsMasked)
            {
                var unmasked = payload.ToArray();
                WireFrame.Mask(unmasked, new MaskKey(head.Key));
                payload = unmasked;
            }

            rest = rest[(head.Size + (int)head.Length)..];
            (now, var finding) = now.AfterFrame(head, payload, sent, profile);
            if (finding is not null) found = found.Add(finding);
            if (now.IsIllegal) return (now, found);
        }

        // Keep the bytes of an incomplete frame in the same array until the frame is complete. The total time for copying is therefore
        // linear in the length of the frame, regardless of how the peer divides the frame.
        var keepsAll = !Kept.IsEmpty && rest.Length == all.Length;
        return (now with { Kept = keepsAll ? all : GrowingOctets.CopyOf(rest.Span) }, found);
    }

    /// <summary>
    /// Returns the state after the peer has ended the transport, and a finding if the peer is not allowed to end the transport.
    /// </summary>
    public (ReceivedSide Next, ModelFinding? Finding) AfterEnd(SentSide sent, bool mayHaveLostBytes, PeerProfile profile)
    {
        var next = this with { HasEnded = true };
        if (HasClosed || IsExcused || IsIllegal || MayFail(sent) != FailCodes.None || MayLeave(sent, profile)) return (next, null);
        return (
            next,
            sent.Ending switch
            {
                Ending.None => new ModelFinding(
                    Demand.Must,
                    "RFC 6455 §7.1",
                    "end",
                    "the peer ended the transport, although the tester sent nothing that ends the connection"
                ),
                Ending.Closed when !mayHaveLostBytes && !sent.IsCut => new ModelFinding(
                    Demand.Must,
                    "RFC 6455 §5.5.1",
                    "no close",
                    "the peer ended the transport without answering the close frame"
                ),
                _ => null,
            }
        );
    }

    /// <summary>
    /// Returns a finding about the next action that the RFCs require or recommend and that the peer has not performed. Returns null if no
    /// action is missing.
    /// </summary>
    public ModelFinding? Owed(SentSide sent, PeerProfile profile) => this switch
    {
        { IsExcused: true } or { IsIllegal: true } => null,
        _ => sent.Ending switch
        {
            Ending.None when !HasClosed && !HasEnded => OwedPong(sent) ?? OwedEcho(sent, profile),
            Ending.Failed when !HasClosed && !HasEnded => new ModelFinding(
                sent.Broken!.Rejecting,
                sent.Broken.Section,
                "not failed",
                $"the peer received {sent.Broken.Seen}, and did not fail the connection"
            ),
            Ending.Closed when !HasClosed && !HasEnded => new ModelFinding(
                Demand.Must,
                "RFC 6455 §5.5.1",
                "no close",
                "the peer did not answer the close frame"
            ),
            Ending.Closed when Peer == Role.Server && !HasEnded => new ModelFinding(
                Demand.Must,
                "RFC 6455 §5.5.1",
                "no end",
                "the server did not end the transport after the closing handshake"
            ),
            Ending.Cut when !HasEnded => new ModelFinding(
                Demand.Should,
                "RFC 6455 §7.1.7",
                "no end",
                "the peer did not end the transport after the tester had ended its half"
            ),
            _ => null,
        },
    };

    /// <summary>
    /// Returns whether the peer's application may already end the connection. An application that does not echo messages may end the
    /// connection after it has received data.
    /// </summary>
    private static bool MayLeave(SentSide sent, PeerProfile profile) => profile != PeerProfile.Echo && sent.HasData;

    /// <summary>Returns this state without the pongs and echoes so far. The compression window does not change.</summary>
    public ReceivedSide Continued() => this with { Answered = 1, Echoed = 0 };

    /// <summary>Returns a state in which no answer is missing. A missing answer is therefore reported only once.</summary>
    public ReceivedSide Excused(SentSide sent) =>
        this with
        {
            IsExcused = IsExcused || sent.Ending != Ending.None,
            Answered = 1UL << Math.Min(sent.SentPings.Length, MostPings),
            Echoed = sent.Whole.Length,
        };

    private ModelFinding? OwedPong(SentSide sent) =>
        sent.SentPings.Length < MostPings && (Answered >> sent.SentPings.Length) == 0
            ? new ModelFinding(
                Demand.Must,
                "RFC 6455 §5.5.2",
                "no pong",
                $"the peer did not answer the ping “{PrintedForm.Ascii(sent.SentPings[^1].Span)}”"
            )
            : null;

    private ModelFinding? OwedEcho(SentSide sent, PeerProfile profile) =>
        profile == PeerProfile.Echo && Echoed < sent.Whole.Length
            ? new ModelFinding(Demand.Must, "RFC 6455 §6.2", "no echo", $"the peer did not send {Words(sent.Whole[Echoed])} back")
            : null;

    private (ReceivedSide Next, ModelFinding? Finding) AfterFrame(
        in FrameHead head,
        ReadOnlyMemory<byte> payload,
        SentSide sent,
        PeerProfile profile
    )
    {
        if (FrameRule.BrokenBy(head, Peer, Messages.IsCompressing, Messages.IsInMessage) is { } broken) return Illegal(broken);
        if (HasClosed && head.Opcode < 8) return Illegal(FrameRule.DataAfterClose);
        if (HasClosed && head.Opcode == 8) return Illegal(FrameRule.SecondClose);
        var keyed = head.IsMasked ? WithKey(head.Key) : this;
        if (keyed.Foreseen > 1) return Illegal(FrameRule.ForeseenKey);
        return head.Opcode switch
        {
            8 => keyed.AfterClose(payload, sent, profile),
            9 => (keyed, keyed.AfterControl("ping", sent)),
            10 => keyed.AfterPong(payload, sent),
            _ => keyed.AfterData(head, payload, sent, profile),
        };
    }

    private (ReceivedSide Next, ModelFinding? Finding) Illegal(FrameRule rule) =>
        Illegal(rule.Section, "sent", $"the peer sent {rule.Seen}");

    private (ReceivedSide Next, ModelFinding? Finding) Illegal(string rule, string topic, string text) =>
        (this with { IsIllegal = true }, new ModelFinding(Demand.Must, rule, topic, text));

    /// <summary>
    /// Returns the state after a frame or message of more than 16 MiB. All later bytes are ignored. If the RFCs required or recommended
    /// that the peer fail the connection, the message is assumed to be an echo, and a finding is returned.
    /// </summary>
    private (ReceivedSide Next, ModelFinding? Finding) TooLong(SentSide sent) => (
        this with { IsIllegal = true },
        sent is { Ending: Ending.Failed, Broken: { } rule } && !IsExcused
            ? new ModelFinding(rule.Rejecting, rule.Section, "not failed", $"the peer received {rule.Seen}, and sent it back")
            : null
    );

    /// <summary>
    /// Checks the header of a frame. Returns the state after the header if the frame or its message is longer than 16 MiB; otherwise,
    /// returns null. A peer that echoes messages may send such a frame only if it has received a message of that length. Other peers may
    /// send such a frame, but all later bytes are ignored.
    /// </summary>
    private (ReceivedSide Next, ModelFinding? Finding)? TooLong(in FrameHead head, SentSide sent, PeerProfile profile)
    {
        var isFrame = head.Length > LongestPayload;
        if (!isFrame && (head.Opcode != 0 || head.Length + (ulong)Messages.PayloadLength <= LongestPayload)) return null;
        if (sent.Broken == FrameRule.TooLong) return TooLong(sent);
        if (isFrame && (head.IsControl || profile == PeerProfile.Echo))
            return Illegal("RFC 6455 §5.2", "frame", $"the peer sent a frame of {head.Length} bytes");
        return profile == PeerProfile.Echo && !IsExcused && sent.Ending != Ending.Open
            ? Illegal("RFC 6455 §6.2", "more messages", $"the peer sent more than {LongestPayload} bytes of a message, which answers none")
            : (this with { IsIllegal = true }, null);
    }

    /// <summary>
    /// Returns the state after a frame with the given masking key. Masking keys must be unpredictable (RFC 6455 §5.3). A key is
    /// predictable if it equals the previous key or if the last three keys have a constant difference. Two consecutive predictable keys
    /// are reported as a finding. A single predictable key is not reported, because even a random key is predictable with a probability
    /// of about 2^-31. For two consecutive keys, the probability is only about 2^-62.
    /// </summary>
    private ReceivedSide WithKey(uint key)
    {
        var step = unchecked(key - LastKey);
        var isForeseen = Keys > 0 && (step == 0 || (Keys > 1 && step == LastStep));
        return this with { LastKey = key, LastStep = step, Keys = Keys + 1, Foreseen = isForeseen ? Foreseen + 1 : 0 };
    }

    private ModelFinding? AfterControl(string name, SentSide sent) =>
        HasClosed && !IsExcused && sent.Ending is (Ending.Closed or Ending.Failed)
            ? new ModelFinding(Demand.Should, "RFC 6455 §1.4", "after close", $"the peer sent a {name} after the closing handshake")
            : null;

    private (ReceivedSide Next, ModelFinding? Finding) AfterPong(ReadOnlyMemory<byte> payload, SentSide sent)
    {
        if (AfterControl("pong", sent) is { } late) return (this, late);
        if (sent.SentPings.Length >= MostPings) return (this, null);
        var (answered, wasSent) = (0UL, false);
        for (var at = 0; at < sent.SentPings.Length; at++)
        {
            if (!sent.SentPings[at].Span.SequenceEqual(payload.Span)) continue;
            wasSent = true;
            // A peer may answer this ping without having answered earlier pings.
            if ((Answered & ((2UL << at) - 1)) != 0) answered |= 2UL << at;
        }

        if (answered != 0) return (this with { Answered = answered }, null);
        // "A Pong frame MAY be sent unsolicited" (RFC 6455 §5.5.3). Empty pongs are often used as heartbeats.
        if (payload.IsEmpty || IsExcused) return (this, null);
        // The pong can be the answer to a ping that the model has not parsed.
        if (sent.HasIgnored) return (this, null);
        var again =
            wasSent ? $"the peer answered the ping “{PrintedForm.Ascii(payload.Span)}” twice, or after a later ping"
            : Has(sent.SentPongs, payload) ? $"the peer answered the pong “{PrintedForm.Ascii(payload.Span)}” with a pong"
            : null;
        return (this, again is null ? null : new ModelFinding(Demand.Should, "RFC 6455 §5.5.3", "pong again", again));
    }

    private static bool Has(ImmutableArray<ReadOnlyMemory<byte>> payloads, ReadOnlyMemory<byte> wanted)
    {
        foreach (var payload in payloads)
            if (payload.Span.SequenceEqual(wanted.Span)) return true;
        return false;
    }

    private (ReceivedSide Next, ModelFinding? Finding) AfterData(
        in FrameHead head,
        ReadOnlyMemory<byte> payload,
        SentSide sent,
        PeerProfile profile
    )
    {
        var (next, message, broken, _) = Messages.After(head, payload);
        if (message is null) (next, broken) = next.Checked();
        if (broken == FrameRule.TooLong) return TooLong(sent);
        if (broken is not null) return Illegal(broken);
        var now = this with { Messages = next };
        if (message is not { } whole || profile != PeerProfile.Echo || IsExcused || sent.Ending == Ending.Open) return (now, null);
        if (Echoed < sent.Whole.Length && whole.IsSameAs(sent.Whole[Echoed])) return (now with { Echoed = Echoed + 1 }, null);
        if (Echoed < sent.Whole.Length)
            return (
                now with { IsExcused = true },
                new ModelFinding(
                    Demand.Must,
                    "RFC 6455 §6.2",
                    "other echo",
                    $"the peer sent {Words(whole)} back instead of {Words(sent.Whole[Echoed])}"
                )
            );
        return (
            now with { IsExcused = true },
            sent is { Ending: Ending.Failed, Broken: { } rule }
                ? new ModelFinding(
                    rule.Rejecting,
                    rule.Section,
                    "not failed",
                    $"the peer received {rule.Seen}, and sent {Words(whole)} instead of failing the connection"
                )
                : new ModelFinding(
                    Demand.Must,
                    "RFC 6455 §6.2",
                    "more messages",
                    $"the peer sent {Words(whole)}, which answers no message"
                )
        );
    }

    private (ReceivedSide Next, ModelFinding? Finding) AfterClose(
        ReadOnlyMemory<byte> payload,
        SentSide sent,
        PeerProfile profile
    )
    {
        var octets = payload.Span;
        if (octets.Length == 1) return Illegal(FrameRule.HalfACode);
        var code = octets.IsEmpty ? WebSockets.CloseCode.NoStatusReceived : (octets[0] << 8) | octets[1];
        if (!octets.IsEmpty && !FrameRule.MayClose(code))
            return Illegal("RFC 6455 §7.4", "sent", $"the peer sent close code {code}, which no endpoint may send");
        if (octets.Length > 2 && !TextReading.IsText(octets[2..])) return Illegal(FrameRule.Reason);
        var next = this with { HasClosed = true };
        var mayFail = MayFail(sent);
        return (next, IsExcused || mayFail.Allow(code) || MayLeave(sent, profile) ? null : sent.Ending switch
        {
            Ending.Closed when code == sent.CloseCode => null,
            Ending.None when mayFail != FailCodes.None => OtherCode(mayFail, code),
            Ending.None or Ending.Closed when sent.HasFinalBlock && code == WebSockets.CloseCode.InvalidPayloadData => new ModelFinding(
                Demand.Should,
                "RFC 7692 §7.2.3.4",
                "final block",
                "the peer closed the connection with 1007 after a message with a final block"
            ),
            Ending.None => new ModelFinding(
                code is WebSockets.CloseCode.NormalClosure or WebSockets.CloseCode.ProtocolError or WebSockets.CloseCode.InvalidPayloadData
                    ? Demand.Must
                    : Demand.Should,
                "RFC 6455 §7.1",
                "closed",
                $"the peer closed the connection with {code}, although the tester sent nothing that ends the connection"
            ),
            Ending.Failed when !sent.FailWith.Allow(code) => OtherCode(sent.FailWith, code) with
            {
                Text = $"the peer received {sent.Broken!.Seen}, and closed with {code} instead of {sent.FailWith.Words()}",
            },
            Ending.Closed => new ModelFinding(
                Demand.Should,
                "RFC 6455 §5.5.1",
                "other code",
                $"the peer answered close code {sent.CloseCode} with {code}"
            ),
            _ => null,
        });
    }

    private static ModelFinding OtherCode(FailCodes codes, int code) => new(
        Demand.Should,
        "RFC 6455 §7.4.1",
        "other code",
        $"the peer failed the connection with {code} instead of {codes.Words()}"
    );

    private static string Words(WholeMessage message) =>
        $"{(message.Kind == MessageKind.Text ? "text" : "binary")} “{PrintedForm.Ascii(message.Data.Span)}”";
}
