namespace Pure.WebSockets.Conformance;

/// <summary>
/// What a transcript says of a connection so far: a fold of <see cref="After"/> over its entries. The tester acts on it while the case
/// runs, and the judge reads it at the end; a recorded transcript gives the same again.
/// </summary>
internal sealed record Observation
{
    private Observation(Role tester, TesterOptions options)
    {
        Tester = tester;
        Options = options;
    }

    /// <summary>Which end the tester is.</summary>
    public Role Tester { get; }

    /// <summary>What the tester lets pass.</summary>
    public TesterOptions Options { get; }

    /// <summary>How far the connection is.</summary>
    public Stage Stage { get; internal init; }

    /// <summary>The events so far, in order.</summary>
    public Seq<Event> Events { get; internal init; }

    /// <summary>The rule that the peer broke, if it broke one.</summary>
    public Option<ProtocolError> Violation { get; internal init; }

    /// <summary>Whether the tester began the closing handshake.</summary>
    public bool ClosedByMe { get; internal init; }

    /// <summary>Whether the tester failed the connection: for a broken rule, or because the peer should have closed and did not.</summary>
    public bool FailedByMe { get; internal init; }

    /// <summary>Whether the tester ended the transport.</summary>
    public bool DroppedByMe { get; internal init; }

    /// <summary>Whether close frames went both ways and the right side ended the transport in time.</summary>
    public bool WasClean { get; internal init; }

    /// <summary>Why it was not clean.</summary>
    public Option<string> NotCleanReason { get; internal init; }

    /// <summary>Whether the server was to end the transport and did not in time.</summary>
    public bool TransportEndTimedOut { get; internal init; }

    /// <summary>Whether the opening handshake took too long.</summary>
    public bool OpeningTimedOut { get; internal init; }

    /// <summary>Whether no close frame answered the tester's in time.</summary>
    public bool ClosingTimedOut { get; internal init; }

    /// <summary>Whether the opening handshake was done.</summary>
    public bool WasOpen { get; internal init; }

    /// <summary>Whether the peer's close frame came.</summary>
    public bool PeerClosed { get; internal init; }

    /// <summary>The code of the tester's first close frame.</summary>
    public Option<int> LocalCloseCode { get; internal init; }

    /// <summary>The reason of the tester's first close frame.</summary>
    public Option<string> LocalCloseReason { get; internal init; }

    /// <summary>The code of the peer's close frame, valid or not.</summary>
    public Option<int> RemoteCloseCode { get; internal init; }

    /// <summary>The reason of the peer's close frame.</summary>
    public Option<string> RemoteCloseReason { get; internal init; }

    /// <summary>The head of the request.</summary>
    public string Request { get; internal init; } = "";

    /// <summary>The head of the response.</summary>
    public string Response { get; internal init; } = "";

    /// <summary>How many frames of each opcode the tester sent.</summary>
    public Map<int, int> FramesSent { get; internal init; }

    /// <summary>How many frames of each opcode the peer sent.</summary>
    public Map<int, int> FramesReceived { get; internal init; }

    /// <summary>What is agreed of permessage-deflate, when it is in force.</summary>
    public Option<AgreedDeflate> Deflate { get; internal init; }

    /// <summary>What the tester sent in an exchange of compressed messages.</summary>
    public Traffic Outgoing { get; internal init; }

    /// <summary>What the peer sent in an exchange of compressed messages.</summary>
    public Traffic Incoming { get; internal init; }

    /// <summary>
    /// The ping of the tester's own, by its tag, that no pong answered yet: it is no part of the case, and neither is its pong.
    /// </summary>
    internal Option<string> OwnPing { get; init; }

    /// <summary>Whether the next ping sent is the tester's own.</summary>
    internal bool IsPingDue { get; init; }

    /// <summary>How far an exchange of compressed messages is; none in other cases.</summary>
    internal Option<EchoCount> Echoes { get; init; }

    /// <summary>How much of what a case waits for has come: in an exchange of compressed messages nothing but echoes.</summary>
    internal int Arrived => Echoes.Match(Some: echoes => echoes.IsWrong ? echoes.Count + 1 : echoes.Count, None: () => Events.Count);

    /// <summary>
    /// Whether the peer sent a compressed payload that none is: its context is lost, and nothing that follows can be read.
    /// </summary>
    internal bool IsCorrupt { get; init; }

    /// <summary>The context that the peer's messages are inflated with.</summary>
    internal Option<Inflation> Inflation { get; init; }

    /// <summary>The message of the peer that is under way.</summary>
    internal Option<MessageKind> Kind { get; init; }

    /// <summary>Whether it is compressed.</summary>
    internal bool IsCompressed { get; init; }

    internal Seq<Octets> Parts { get; init; }

    /// <summary>Whether the peer is held to all rules that there are, not only to those that the old suite knew.</summary>
    internal bool EnforcesAllRules { get; init; }

    /// <summary>The mask keys of the peer's frames, as far as they are looked at.</summary>
    internal Seq<MaskKey> Keys { get; init; }

    /// <summary>The status of the response that did not open the connection, when one came whole.</summary>
    public Option<int> Status { get; internal init; }

    /// <summary>Before anything.</summary>
    public static Observation Start(Role tester) => new(tester, TesterOptions.Default);

    /// <summary>Before anything of this case.</summary>
    public static Observation Start(Case running, Role tester) => Start(running, tester, TesterOptions.Default);

    /// <summary>Before anything of this case, with a tester that behaves so.</summary>
    public static Observation Start(Case running, Role tester, TesterOptions options) =>
        new(tester, options)
        {
            EnforcesAllRules = !running.IsAutobahn,
            Echoes = running.Expectation is Expectation.CompressedExchange exchange ? new EchoCount(exchange) : Option<EchoCount>.None,
        };

    /// <summary>What one entry more says.</summary>
    public Observation After(Entry entry) =>
        entry switch
        {
            Entry.Opened opened => this with
            {
                Stage = Stage.Open,
                WasOpen = true,
                Request = opened.Request,
                Response = opened.Response,
                Deflate = opened.Deflate,
                Inflation = opened.Deflate.Map(agreed => WebSockets.Inflation.Of(agreed.WindowBits(Peer), agreed.TakesContextOver(Peer))),
            },
            Entry.NotOpened failed => this with
            {
                Stage = Stage.Closed,
                OpeningTimedOut = failed.TimedOut,
                NotCleanReason = failed.Why,
                Request = failed.Request,
                Response = failed.Response,
                Status = failed.Status,
            },
            Entry.FrameSent sent => AfterSent(sent.Frame),
            Entry.MessageSent sent => AfterSent(sent),
            Entry.FrameReceived received => PeerReading.After(
                this with
                {
                    FramesReceived = Count(FramesReceived, received.Frame.Opcode),
                },
                received.Frame
            ),
            Entry.TimerElapsed elapsed => AfterTimer(elapsed),
            Entry.Flooded flooded => this with
            {
                FailedByMe = true,
                Violation = new ProtocolError(
                    CloseCode.MessageTooBig,
                    "RFC 6455 §10.4",
                    $"more than {flooded.Octets} octets, which no case asks for"
                ),
            },
            Entry.Dropped dropped when Stage != Stage.Closed => AfterEnd(dropped.By),
            _ => this,
        };

    internal static string PingTag(Octets payload) => PrintedForm.Hex(payload.Memory.Span);

    internal static Map<int, int> Count(Map<int, int> counts, int opcode, int more = 1) =>
        counts.AddOrUpdate(opcode, count => count + more, more);

    private Observation AfterEnd(Side by) => this with
    {
        Stage = Stage.Closed,
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
            ? "the peer did not answer the tester's close frame before the time of the case was over; the tester ended the transport"
        : FailedByMe ? "the peer did not close before the time of the case was over; the tester ended the transport"
        : "the tester ended the transport without a closing handshake";

    private Role Peer => Tester == Role.Client ? Role.Server : Role.Client;

    private Observation AfterSent(Entry.MessageSent sent)
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
        // A close frame with reserved bits, masked wrongly or in fragments is a broken frame, and one after the first is noise: neither
        // closes.
        if (frame is not { Opcode: 8, Reserved: 0, Final: true, MasksWrongly: false } || Stage != Stage.Open) return counted;
        var payload = frame.Payload.ToOctets().Memory.Span;
        return counted with
        {
            Stage = Stage.Closing,
            ClosedByMe = !PeerClosed,
            LocalCloseCode = payload.Length >= 2 ? (payload[0] << 8) | payload[1] : Option<int>.None,
            LocalCloseReason = payload.Length > 2 ? PrintedForm.Ascii(payload[2..]) : Option<string>.None,
        };
    }

    private Observation AfterTimer(Entry.TimerElapsed elapsed) =>
        (elapsed.Timer, Stage) switch
        {
            (_, Stage.Closed) => this,
            (TesterTimer.Wait, Stage.Open) => elapsed.Tag.Match(
                tag => this with { Events = Events.Add(new Event.Timeout(tag)) },
                () => this
            ),
            (TesterTimer.Fail, _) => this with { FailedByMe = true },
            (TesterTimer.ClosingHandshake, Stage.Closing) when !PeerClosed => this with
            {
                ClosingTimedOut = true,
                WasClean = false,
                NotCleanReason = "no close frame answered the tester's in time; the tester ended the transport",
            },
            (TesterTimer.Ping, Stage.Open) => this with { IsPingDue = true },
            (TesterTimer.Pong, _) when OwnPing == elapsed.Tag => this with
            {
                FailedByMe = true,
                WasClean = false,
                NotCleanReason = "no pong answered the tester's own ping in time; the tester ended the transport",
            },
            (TesterTimer.TransportEnd, _) => this with
            {
                TransportEndTimedOut = true,
                WasClean = false,
                NotCleanReason = "the server did not end the transport in time; the tester ended it",
            },
            (TesterTimer.Limit, _) => this with
            {
                WasClean = false,
                NotCleanReason = "the case took longer than a case may; the tester ended the transport",
            },
            _ => this,
        };
}

/// <summary>How far a connection is, as its tester sees it.</summary>
internal enum Stage
{
    /// <summary>In the opening handshake.</summary>
    Connecting,

    /// <summary>Open.</summary>
    Open,

    /// <summary>The tester has sent its close frame.</summary>
    Closing,

    /// <summary>The transport ended.</summary>
    Closed,
}
