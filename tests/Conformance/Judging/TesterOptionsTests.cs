namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The options of a spec file that change what the tester sends and accepts.</summary>
public sealed class TesterOptionsTests
{
    private static readonly byte[] Echo = [0x81, 13, .. "Hello, world!"u8];
    private static readonly byte[] MaskedPing = [0x89, 0x80, 1, 2, 3, 4];

    [Theory]
    [InlineData(Role.Client, true)]
    [InlineData(Role.Server, false)]
    public void By_default_a_client_masks_and_a_server_does_not(Role role, bool masks) =>
        Assert.Equal(masks, IsMasked(Opened(role, TesterOptions.Default)));

    [Fact]
    public void A_client_can_be_configured_not_to_mask() =>
        Assert.False(IsMasked(Opened(Role.Client, TesterOptions.Default with { MaskClientFrames = false })));

    [Fact]
    public void A_server_can_be_configured_to_mask() =>
        Assert.True(IsMasked(Opened(Role.Server, TesterOptions.Default with { MaskServerFrames = true })));

    [Fact]
    public void A_mask_may_be_named_and_not_applied()
    {
        var sent = Written(Opened(Role.Client, TesterOptions.Default with { ApplyMask = false }));
        Assert.Equal((0x80, "Hello, world!"), (sent[1] & 0x80, System.Text.Encoding.ASCII.GetString(sent[6..19])));
    }

    [Fact]
    public void A_masked_frame_of_a_server_is_a_violation_unless_it_is_accepted()
    {
        Assert.Equal("RFC 6455 §5.1", After(Role.Client, TesterOptions.Default, MaskedPing).Violation.Map(error => error.Rule));
        Assert.True(After(Role.Client, TesterOptions.Default with { AcceptMaskedServerFrames = true }, MaskedPing).Violation.IsNone);
    }

    [Fact]
    public void An_unmasked_frame_of_a_client_is_a_violation_unless_masks_are_not_required()
    {
        Assert.Equal("RFC 6455 §5.1", After(Role.Server, TesterOptions.Default, Echo).Violation.Map(error => error.Rule));
        Assert.Single(After(Role.Server, TesterOptions.Default with { RequireMaskedClientFrames = false }, Echo).Events);
    }

    [Fact]
    public void Text_that_is_not_utf_8_is_a_violation_unless_validation_is_off()
    {
        Assert.Equal(
            CloseCode.InvalidPayloadData,
            After(Role.Client, TesterOptions.Default, [0x81, 1, 0xFF]).Violation.Map(error => error.Code)
        );
        Assert.Single(After(Role.Client, TesterOptions.Default with { Utf8ValidateIncoming = false }, [0x81, 1, 0xFF]).Events);
    }

    [Theory]
    [InlineData(12, 0, CloseCode.PolicyViolation)]
    [InlineData(0, 12, CloseCode.MessageTooBig)]
    public void Exceeding_a_limit_fails_the_connection(long frame, long message, int code)
    {
        var options = TesterOptions.Default with { MaxFramePayloadSize = frame, MaxMessagePayloadSize = message };
        Assert.Equal(code, After(Role.Client, options, Echo).LocalCloseCode);
        Assert.True(After(Role.Client, options, [0x81, 12, .. "Hello, world"u8]).Violation.IsNone);
    }

    [Fact]
    public void A_violation_is_answered_with_a_close_frame_or_with_the_end_of_the_transport()
    {
        Assert.Equal(ConnectionStage.Closing, After(Role.Client, TesterOptions.Default, MaskedPing).Stage);
        Assert.Equal(
            (ConnectionStage.Closed, true),
            Dropped(After(Role.Client, TesterOptions.Default with { FailByDrop = true }, MaskedPing))
        );
    }

    [Fact]
    public void The_peers_close_is_answered_with_1000_or_with_its_own_code()
    {
        byte[] close = [0x88, 4, 0x0B, 0xB8, (byte)'o', (byte)'k'];
        Assert.Equal((1000, Option<string>.None), Local(After(Role.Client, TesterOptions.Default, close)));
        Assert.Equal((3000, "ok"), Local(After(Role.Client, TesterOptions.Default with { EchoCloseCodeReason = true }, close)));
    }

    [Fact]
    public void The_limits_of_the_closing_handshake_are_those_of_the_options_and_zero_is_no_limit()
    {
        Assert.Equal(
            TimeSpan.FromSeconds(7),
            Timer(TesterOptions.Default with { CloseHandshakeTimeout = TimeSpan.FromSeconds(7) }, TesterTimer.ClosingHandshake)
        );
        Assert.Equal(
            Option<TimeSpan>.None,
            Timer(TesterOptions.Default with { CloseHandshakeTimeout = TimeSpan.Zero }, TesterTimer.ClosingHandshake)
        );
        Assert.Equal(
            TimeSpan.FromSeconds(3),
            Timer(TesterOptions.Default with { ServerConnectionDropTimeout = TimeSpan.FromSeconds(3) }, TesterTimer.TransportEnd)
        );

        static Option<TimeSpan> Timer(TesterOptions options, TesterTimer timer)
        {
            var (next, echoed) = Opened(Role.Client, options).Next.Step(Received(Echo));
            var (_, closed) = next.Step(Received([0x88, 2, 3, 0xE8]));
            return Optional(echoed.Concat(closed).OfType<TranscriptEntry.TimerStarted>().FirstOrDefault(started => started.Timer == timer))
                .Map(started => started.Time);
        }
    }

    [Fact]
    public void Messages_are_fragmented_where_a_case_does_not_say_otherwise()
    {
        var exchange = Find("9.7.2");
        var (next, entries) = Tester
            .Start(exchange, Role.Server, CompressedMessages.For(Seq<Case>.Empty), TesterOptions.Default with { AutoFragmentSize = 10 })
            .Step(new TranscriptEntry.Opened("", ""));
        Assert.Equal([10, 6], entries.OfType<TranscriptEntry.FrameSent>().Select(sent => sent.Frame.Payload.Length));
        Assert.Equal(ConnectionStage.Open, next.Seen.Stage);
    }

    [Fact]
    public void The_testers_own_pings_and_their_pongs_are_not_part_of_a_case()
    {
        var options = TesterOptions.Default with
        {
            AutoPingInterval = TimeSpan.FromSeconds(1),
            AutoPingTimeout = TimeSpan.FromSeconds(2),
            AutoPingSize = 6,
        };
        var (opened, first) = Opened(Role.Client, options);
        Assert.Contains(
            first,
            entry => entry is TranscriptEntry.TimerStarted { Timer: TesterTimer.Ping } timer && timer.Time == options.AutoPingInterval
        );
        var (pinged, sent) = opened.Step(new TranscriptEntry.TimerElapsed(TesterTimer.Ping, Option<string>.None));
        var ping = Assert.Single(sent.OfType<TranscriptEntry.FrameSent>()).Frame;
        Assert.Equal((9, 6), (ping.Opcode, ping.Payload.Length));
        var timer = Assert.Single(sent.OfType<TranscriptEntry.TimerStarted>());

        // After the pong the next ping is due, and the old deadline no longer counts.
        var (ponged, answered) = pinged.Step(Received([0x8A, 6, .. ping.Payload.ToOctets().ToArray()]));
        Assert.Empty(ponged.Seen.Events);
        Assert.Contains(answered, entry => entry is TranscriptEntry.TimerStarted { Timer: TesterTimer.Ping });
        Assert.Equal(ConnectionStage.Open, ponged.Step(new TranscriptEntry.TimerElapsed(timer.Timer, timer.Tag)).Next.Seen.Stage);

        // Without a pong the transport ends.
        var unanswered = pinged.Step(new TranscriptEntry.TimerElapsed(timer.Timer, timer.Tag)).Next.Seen;
        Assert.Equal((ConnectionStage.Closed, true), Dropped(unanswered));
        Assert.Contains("the peer did not answer the tester's ping", unanswered.NotCleanReason.IfNone(""), StringComparison.Ordinal);
    }

    [Fact]
    public void A_peer_that_sends_without_end_is_read_up_to_a_bound()
    {
        var tester = Opened(Role.Client, TesterOptions.Default).Next;
        var flood = Received([0x82, 127, 0, 0, 0, 0, 0x40, 0, 0, 0, .. new byte[1024 * 1024]]);
        for (var at = 0; at < 4; at++) (tester, _) = tester.Step(flood);
        Assert.Equal((ConnectionStage.Closed, true), Dropped(tester.Seen));
        Assert.Contains("more than 4194304 bytes", Judge.Of(tester.Case, tester.Seen).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unsolicited_pong_is_not_an_echo_in_an_exchange()
    {
        var (opened, first) = Tester.Start(Find("9.7.1"), Role.Client).Step(new TranscriptEntry.Opened("", ""));
        var (after, sent) = opened.Step(Received([0x8A, 0]));
        Assert.Single(first.OfType<TranscriptEntry.FrameSent>());
        Assert.Empty(sent.OfType<TranscriptEntry.FrameSent>());
        var (_, next) = after.Step(Received([0x81, 0]));
        Assert.Equal(1, Assert.Single(next.OfType<TranscriptEntry.FrameSent>()).Frame.Opcode);
    }

    private static Case Find(string id) =>
        Classic.All.Find(found => found.Id.Text == id).IfNone(() => throw new InvalidOperationException(id));

    private static (Tester Next, IReadOnlyList<TranscriptEntry> Entries) Opened(Role role, TesterOptions options) =>
        Tester.Start(Greeting, role, CompressedMessages.For(Seq<Case>.Empty), options).Step(new TranscriptEntry.Opened("", ""));

    /// <summary>Sends a text, and closes after its echo.</summary>
    private static Case Greeting { get; } =
        Find("1.1.2") with
        {
            Script = Seq.create<TesterAction>(new TesterAction.Send(RawFrame.Text("Hello, world!"))),
            Expectation = new Expectation.Events(
                Seq.create<PeerEvent>(new PeerEvent.Message(MessageKind.Text, ByteString.FromText("Hello, world!"))),
                Option<Seq<PeerEvent>>.None
            ),
        };

    private static Observation After(Role role, TesterOptions options, byte[] octets) =>
        Opened(role, options).Next.Step(Received(octets)).Next.Seen;

    private static TranscriptEntry Received(byte[] octets) => new TranscriptEntry.Received(octets, octets.Length);

    private static byte[] Written((Tester Next, IReadOnlyList<TranscriptEntry> Entries) step) =>
        step.Entries.OfType<TranscriptEntry.Sent>().First().Octets.ToArray();

    private static bool IsMasked((Tester Next, IReadOnlyList<TranscriptEntry> Entries) step) => Written(step)[1] >= 0x80;

    private static (ConnectionStage, bool) Dropped(Observation seen) => (seen.Stage, seen.DroppedByMe);

    private static (Option<int>, Option<string>) Local(Observation seen) => (seen.LocalCloseCode, seen.LocalCloseReason);

    private static Option<T> Optional<T>(T? value) where T : class => Prelude.Optional(value!);
}
