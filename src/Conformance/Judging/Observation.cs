namespace Pure.WebSockets.Conformance;

/// <summary>
/// The state of a connection according to its transcript. The state is computed by applying <see cref="After"/> to each entry of the
/// transcript, in order, so the same transcript always results in the same state. The tester uses the state while the case runs, and the
/// final state determines the verdicts.
/// </summary>
internal sealed record Observation
{
    // The time limit that the text of a finding mentions ("within 2 s"). The steps of a script set the actual limit, which can be
    // different.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private Observation(Role tester, TesterOptions options)
    {
        Tester = tester;
        Options = options;
    }

    /// <summary>The tester's role.</summary>
    public Role Tester { get; }

    /// <summary>The tester's options.</summary>
    public TesterOptions Options { get; }

    /// <summary>The stage of the connection.</summary>
    public ConnectionStage Stage { get; internal init; }

    /// <summary>The events that have occurred, in order.</summary>
    public Seq<PeerEvent> Events { get; internal init; }

    /// <summary>The peer's most recent violation of a rule or of a limit of the tester, or None if there was no violation.</summary>
    public Option<ProtocolError> Violation { get; internal init; }

    /// <summary>Whether the tester started the closing handshake.</summary>
    public bool ClosedByMe { get; internal init; }

    /// <summary>
    /// Whether the tester failed the connection because the peer broke a rule, exceeded a limit of the tester, or did not react in time.
    /// </summary>
    public bool FailedByMe { get; internal init; }

    /// <summary>Whether the tester ended the transport.</summary>
    public bool DroppedByMe { get; internal init; }

    /// <summary>
    /// Whether the peer sent a valid close frame in time. The value is also false if the case exceeded its time limit, or if the server
    /// did not end the transport in time. The value is also false if the peer did not answer the tester's automatic ping in time.
    /// </summary>
    public bool WasClean { get; internal init; }

    /// <summary>The reason why the connection did not open or did not end cleanly. In all other cases, the value is None.</summary>
    public Option<string> NotCleanReason { get; internal init; }

    /// <summary>Whether the time limit for the server to end the transport was exceeded.</summary>
    public bool TransportEndTimedOut { get; internal init; }

    /// <summary>Whether the opening handshake exceeded its time limit.</summary>
    public bool OpeningTimedOut { get; internal init; }

    /// <summary>Whether the time limit for the peer's answer to the tester's close frame was exceeded.</summary>
    public bool ClosingTimedOut { get; internal init; }

    /// <summary>
    /// Whether a time limit for an action of the peer, such as sending a close frame, elapsed before the action. If the peer performs the
    /// action in time, the end of the time limit has no effect.
    /// </summary>
    internal bool WasLate { get; private init; }

    /// <summary>Whether the tester closed the connection because of <see cref="TesterAction.CloseAfter"/>.</summary>
    internal bool ClosedByTimer { get; private init; }

    /// <summary>Whether the opening handshake succeeded.</summary>
    public bool WasOpen { get; internal init; }

    /// <summary>
    /// Whether the peer's close frame was received. A close frame with an invalid code or reason also counts. A close frame that is invalid
    /// for another reason does not count.
    /// </summary>
    public bool PeerClosed { get; internal init; }

    /// <summary>The code of the close frame with which the tester started or answered the closing handshake.</summary>
    public Option<int> LocalCloseCode { get; internal init; }

    /// <summary>The reason in the close frame with which the tester started or answered the closing handshake.</summary>
    public Option<string> LocalCloseReason { get; internal init; }

    /// <summary>The code of the peer's close frame, even if the code is invalid.</summary>
    public Option<int> RemoteCloseCode { get; internal init; }

    /// <summary>The reason in the peer's close frame.</summary>
    public Option<string> RemoteCloseReason { get; internal init; }

    /// <summary>The head of the request.</summary>
    public string Request { get; internal init; } = "";

    /// <summary>The head of the response.</summary>
    public string Response { get; internal init; } = "";

    /// <summary>The number of frames that the tester sent, by opcode.</summary>
    public Map<int, int> FramesSent { get; internal init; }

    /// <summary>The number of frames that the peer sent, by opcode.</summary>
    public Map<int, int> FramesReceived { get; internal init; }

    /// <summary>The agreed parameters of permessage-deflate, or None if the extension is not in use.</summary>
    public Option<AgreedDeflate> Deflate { get; internal init; }

    /// <summary>The numbers of frames, messages and bytes that the tester sent in an exchange of compressed messages.</summary>
    public Traffic Outgoing { get; internal init; }

    /// <summary>The numbers of frames, messages and bytes that the peer sent in an exchange of compressed messages.</summary>
    public Traffic Incoming { get; internal init; }

    /// <summary>
    /// The payload, in hexadecimal, of the tester's automatic ping that the peer has not answered yet. After the pong has been
    /// received, the value is None. The tester's automatic pings (<see cref="TesterOptions.AutoPingInterval"/>) and the pongs that
    /// answer these pings are not part of the case.
    /// </summary>
    internal Option<string> OwnPing { get; init; }

    /// <summary>Whether the next ping in the transcript is the tester's automatic ping, which is not part of the case.</summary>
    internal bool IsPingDue { get; init; }

    /// <summary>The progress of the exchange of compressed messages, or None if the case contains no such exchange.</summary>
    internal Option<EchoCount> Echoes { get; init; }

    /// <summary>
    /// The number of events that have occurred, plus the value of <see cref="Paced"/>. In an exchange of compressed messages, the received
    /// echoes and the peer's messages from the prelude of the <see cref="ApplicationProtocol"/> are counted instead of the events.
    /// </summary>
    internal int Arrived =>
        Paced.IfNone(0)
        + Echoes.Match(Some: echoes => Agreed + (echoes.IsWrong ? echoes.Count + 1 : echoes.Count), None: () => Events.Count);

    /// <summary>
    /// Whether the peer sent a compressed message that is invalid or too large. The tester then ends the transport, because the tester
    /// cannot decompress any further message.
    /// </summary>
    internal bool IsCorrupt { get; init; }

    /// <summary>The context with which the peer's messages are decompressed, or None if permessage-deflate is not in use.</summary>
    internal Option<Inflating> Inflation { get; init; }

    /// <summary>The kind of the incomplete message from the peer, or None if no message is incomplete.</summary>
    internal Option<MessageKind> Kind { get; init; }

    /// <summary>Whether the incomplete message from the peer is compressed.</summary>
    internal bool IsCompressed { get; init; }

    internal Seq<ByteString> Parts { get; init; }

    /// <summary>The method by which the tester interprets the peer's messages, or None if the peer is expected to echo messages.</summary>
    internal Option<AnswerReading> Answers { get; init; }

    /// <summary>The number of messages from the prelude of the <see cref="ApplicationProtocol"/> that the peer has sent.</summary>
    internal int Agreed => Answers.IsNone ? 0 : Events.Count(one => one is PeerEvent.Agreed);

    /// <summary>
    /// The number of pings after the messages of an exchange (<see cref="Case.IsPaced"/>) that the peer has answered. The value is None
    /// if the tester sends no ping after each message.
    /// </summary>
    internal Option<int> Paced { get; init; }

    /// <summary>
    /// Whether the tester enforces all rules. If the value is false, the tester enforces only the rules that the Autobahn Testsuite checks.
    /// </summary>
    internal bool EnforcesAllRules { get; init; }

    /// <summary>The first masking keys that the peer used, up to 16 keys. Each new masking key is compared with these keys.</summary>
    internal Seq<MaskKey> Keys { get; init; }

    /// <summary>
    /// Whether no transport could be opened. The peer did nothing then, so the case is a failure that says nothing about its rule.
    /// </summary>
    internal bool IsUnreached { get; init; }

    /// <summary>The status code of the response, or None if the connection opened or no valid response was received.</summary>
    public Option<int> Status { get; internal init; }

    /// <summary>
    /// The model of the actions that the RFCs require of the peer. The value is null before the connection opens, and in cases whose
    /// expectation is not <see cref="Expectation.Owed"/>.
    /// </summary>
    internal PeerModel? Model { get; private init; }

    /// <summary>Whether the peer must still perform an action according to the model.</summary>
    internal bool IsOwed => Model is { IsSettled: false };

    /// <summary>
    /// Whether the tester can begin a frame. The tester can begin a frame if the connection is open and the tester's last frame is
    /// complete. If <see cref="Model"/> is null, the value is false.
    /// </summary>
    internal bool MayBeginFrame => Model is { MayBeginFrame: true };

    /// <summary>
    /// Whether the timer that limits the wait for the peer's required actions is running. The value becomes false when the timer elapses,
    /// or when the tester sends bytes or ends its output.
    /// </summary>
    internal bool IsSettling { get; private init; }

    /// <summary>
    /// The name of the next wait for the peer's required actions. Each wait has a different name, so that the timers of earlier waits can
    /// be ignored.
    /// </summary>
    internal string NextWait => FormattableString.Invariant($"{Waits + 1}");

    private int Waits { get; init; }

    private bool JudgesByModel { get; init; }

    /// <summary>Creates the observation for an empty transcript.</summary>
    public static Observation Start(Role tester) => new(tester, TesterOptions.Default);

    /// <summary>Creates the observation for an empty transcript of the given case.</summary>
    public static Observation Start(Case running, Role tester) => Start(running, tester, TesterOptions.Default);

    /// <summary>Creates the observation for an empty transcript of the given case, run by a tester with the given options.</summary>
    public static Observation Start(Case running, Role tester, TesterOptions options) =>
        new(tester, options)
        {
            EnforcesAllRules = !running.IsAutobahn,
            JudgesByModel = running.Expectation is Expectation.Owed,
            Answers = running.Answers,
            Paced = running.IsPaced ? 0 : Option<int>.None,
            Echoes = running.Expectation is Expectation.CompressedExchange exchange ? new EchoCount(exchange) : Option<EchoCount>.None,
        };

    /// <summary>Returns the observation after another entry of the transcript.</summary>
    public Observation After(TranscriptEntry entry) => JudgesByModel ? WithModel(entry).Read(entry) : Read(entry);

    /// <summary>Returns this observation with the entry applied to the model.</summary>
    private Observation WithModel(TranscriptEntry entry) => (entry, Model) switch
    {
        (TranscriptEntry.Opened opened, _) => this with
        {
            Model = PeerModel.Start(
                Peer,
                Answers.IsNone ? PeerProfile.Echo : PeerProfile.Silent,
                opened.Deflate.Case is AgreedDeflate agreed ? agreed : null
            ),
        },
        (_, null) => this,
        (TranscriptEntry.Sent sent, { } model) => this with { Model = model.AfterSent(sent.Octets.Memory), IsSettling = false },
        (TranscriptEntry.OutputEnded, { } model) => this with { Model = model.AfterOutputEnded(), IsSettling = false },
        (TranscriptEntry.Received received, { } model) => this with { Model = model.AfterReceived(received.Octets.Memory) },
        (TranscriptEntry.Dropped { By: Side.Theirs }, { } model) => this with { Model = model.AfterTransportEnd(mayHaveLostBytes: false) },
        (TranscriptEntry.TimerStarted { Timer: TesterTimer.Settle }, _) => this with { IsSettling = true, Waits = Waits + 1 },
        (TranscriptEntry.TimerElapsed { Timer: TesterTimer.Settle } elapsed, { } model)
            when IsSettling && elapsed.Tag == FormattableString.Invariant($"{Waits}") => this with
            {
                Model = model.AfterWait(Patience),
                IsSettling = false,
                WasLate = true,
            },
        _ => this,
    };

    private Observation Read(TranscriptEntry entry) =>
        entry switch
        {
            TranscriptEntry.Opened opened => this with
            {
                Stage = ConnectionStage.Open,
                WasOpen = true,
                Request = opened.Request,
                Response = opened.Response,
                Deflate = opened.Deflate,
                Inflation = opened.Deflate.Map(agreed => Inflating.For(agreed, Peer)),
            },
            TranscriptEntry.NotOpened failed => this with
            {
                Stage = ConnectionStage.Closed,
                OpeningTimedOut = failed.TimedOut,
                IsUnreached = failed.IsUnreached,
                NotCleanReason = failed.Why,
                Request = failed.Request,
                Response = failed.Response,
                Status = failed.Status,
            },
            TranscriptEntry.FrameSent sent => AfterSent(sent.Frame),
            TranscriptEntry.MessageSent sent => AfterSent(sent),
            TranscriptEntry.FrameReceived received => PeerReading.After(
                this with
                {
                    FramesReceived = Count(FramesReceived, received.Frame.Opcode),
                },
                received.Frame
            ),
            TranscriptEntry.TimerElapsed elapsed => AfterTimer(elapsed),
            TranscriptEntry.Flooded flooded => this with
            {
                FailedByMe = true,
                Violation = new ProtocolError(
                    CloseCode.MessageTooBig,
                    "RFC 6455 §10.4",
                    $"more than {flooded.Octets} bytes, more than any case needs"
                ),
            },
            TranscriptEntry.Dropped dropped when Stage != ConnectionStage.Closed => AfterEnd(dropped.By),
            _ => this,
        };

    /// <summary>
    /// The findings of the model at the end of the case. If the peer has not performed all required actions, the first missing action is
    /// also reported as a finding.
    /// </summary>
    internal IEnumerable<ModelFinding> Findings => Model is { } model ? model.AfterWait(Patience).Findings : [];

    internal static string PingTag(ByteString payload) => PrintedForm.Hex(payload.Memory.Span);

    internal static Map<int, int> Count(Map<int, int> counts, int opcode, int more = 1) =>
        counts.AddOrUpdate(opcode, count => count + more, more);

    private Observation AfterEnd(Side by) => this with
    {
        Stage = ConnectionStage.Closed,
        DroppedByMe = by == Side.Ours,
        NotCleanReason = WasClean ? Option<string>.None : NotCleanReason.IfNone(by == Side.Ours ? WhyTesterEnded : WhyPeerEnded),
    };

    private string WhyPeerEnded => ClosedByMe
        ? "the peer ended the transport and did not answer the tester's close frame"
        : "the peer ended the transport without a closing handshake";

    private string WhyTesterEnded =>
        Violation.Case is ProtocolError broken
            ? $"the tester ended the transport after the peer broke a rule: {broken.Seen} ({broken.Rule})"
        : ClosedByMe
            ? "the peer did not answer the tester's close frame before the time of the case was over, so the tester ended the transport"
        : FailedByMe ? "the peer did not close before the time of the case was over, so the tester ended the transport"
        : "the tester ended the transport without a closing handshake";

    private Role Peer => Tester == Role.Client ? Role.Server : Role.Client;

    private Observation AfterSent(TranscriptEntry.MessageSent sent)
    {
        var counted = Count(FramesSent, (int)sent.Kind);
        return this with
        {
            FramesSent = sent.Frames == 1 ? counted : Count(counted, 0, sent.Frames - 1),
            Outgoing = new Traffic(
                Outgoing.Frames + sent.Frames,
                Outgoing.Messages + 1,
                Outgoing.Wire + sent.Wire,
                Outgoing.Payload + sent.Compressed,
                Outgoing.Application + sent.Length
            ),
        };
    }

    private Observation AfterSent(RawFrame frame)
    {
        var counted = this with { FramesSent = Count(FramesSent, frame.Opcode) };
        if (frame.Opcode == 9 && IsPingDue) return counted with { IsPingDue = false, OwnPing = PingTag(frame.Payload.ToOctets()) };
        // Only a well-formed close frame starts or answers the closing handshake. In a well-formed close frame, the reserved bits are
        // clear, FIN is set, and the masking is correct. The code and the reason can be invalid. A second close frame has no effect.
        if (frame is not { Opcode: 8, Reserved: 0, Final: true, MasksWrongly: false } || Stage != ConnectionStage.Open) return counted;
        var payload = frame.Payload.ToOctets().Memory.Span;
        return counted with
        {
            Stage = ConnectionStage.Closing,
            ClosedByMe = !PeerClosed,
            LocalCloseCode = payload.Length >= 2 ? (payload[0] << 8) | payload[1] : Option<int>.None,
            LocalCloseReason = payload.Length > 2 ? PrintedForm.Ascii(payload[2..]) : Option<string>.None,
        };
    }

    private Observation AfterTimer(TranscriptEntry.TimerElapsed elapsed) =>
        (elapsed.Timer, Stage) switch
        {
            (_, ConnectionStage.Closed) => this,
            (TesterTimer.Wait, ConnectionStage.Open) => elapsed.Tag.Match(
                tag => this with { Events = Events.Add(new PeerEvent.Timeout(tag)) },
                () => this
            ),
            (TesterTimer.Fail, _) => this with { FailedByMe = true, WasLate = true },
            (TesterTimer.Close, ConnectionStage.Open) => this with { ClosedByTimer = true },
            (TesterTimer.ClosingHandshake, ConnectionStage.Closing) when !PeerClosed => this with
            {
                ClosingTimedOut = true,
                WasLate = true,
                WasClean = false,
                NotCleanReason = "the peer did not answer the tester's close frame in time, so the tester ended the transport",
            },
            (TesterTimer.Ping, ConnectionStage.Open) => this with { IsPingDue = true },
            (TesterTimer.Pong, _) when OwnPing == elapsed.Tag => this with
            {
                FailedByMe = true,
                WasLate = true,
                WasClean = false,
                NotCleanReason = "the peer did not answer the tester's ping in time, so the tester ended the transport",
            },
            (TesterTimer.TransportEnd, _) => this with
            {
                TransportEndTimedOut = true,
                WasLate = true,
                WasClean = false,
                NotCleanReason = "the server did not end the transport in time, so the tester ended the transport",
            },
            (TesterTimer.Limit, _) => this with
            {
                WasLate = true,
                WasClean = false,
                NotCleanReason = "the case exceeded its time limit, so the tester ended the transport",
            },
            _ => this,
        };
}

/// <summary>The stage of a connection from the tester's point of view.</summary>
internal enum ConnectionStage
{
    /// <summary>The opening handshake is in progress.</summary>
    Connecting,

    /// <summary>The connection is open.</summary>
    Open,

    /// <summary>The tester has sent its close frame.</summary>
    Closing,

    /// <summary>The transport has ended, or the opening handshake has failed.</summary>
    Closed,
}
