using System.Buffers;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// The tester's end of a connection, implemented as a pure state machine. The inputs of the state machine are transcript entries for
/// observed events. The outputs are transcript entries for the received frames and the tester's own actions. A runner performs these
/// actions, such as writing bytes, starting timers and ending the transport.
/// </summary>
internal sealed partial record Tester
{
    private const int WriteBytes = 64 * 1024;
    private static readonly TimeSpan LimitAfterScript = TimeSpan.FromSeconds(10);

    // The steps that are appended to the script of each case with the expectation Expectation.Owed.
    private static readonly Seq<TesterAction> LastSteps = Seq.create<TesterAction>(
        new TesterAction.Settle(TimeSpan.FromSeconds(2)),
        new TesterAction.Finish(),
        new TesterAction.Settle(TimeSpan.FromSeconds(2)),
        new TesterAction.Finish()
    );

    private readonly CompressedMessages messages;

    private Tester(Case running, Observation seen, TesterOptions options, uint masks, CompressedMessages messages)
    {
        Options = options;
        Case = running;
        Seen = seen;
        Masks = masks;
        Script = running.Expectation is Expectation.Owed ? Seq.create<TesterAction>([.. running.Script, .. LastSteps]) : running.Script;
        this.messages = messages;
    }

    /// <summary>The case.</summary>
    public Case Case { get; }

    /// <summary>The tester's options for settings that the case does not define.</summary>
    public TesterOptions Options { get; }

    /// <summary>The observed behaviour of the peer so far.</summary>
    public Observation Seen { get; internal init; }

    /// <summary>The remaining steps of the script.</summary>
    internal Seq<TesterAction> Script { get; init; }

    /// <summary>
    /// Whether the script is waiting for events (<see cref="TesterAction.Await"/>) or for the required answers of the peer
    /// (<see cref="TesterAction.Settle"/>).
    /// </summary>
    internal bool IsAwaiting { get; init; }

    /// <summary>The received bytes that have not been parsed into frames yet.</summary>
    internal WireBuffer Incoming { get; init; } = WireBuffer.Empty;

    /// <summary>The number of bytes that count towards the limit for received data.</summary>
    internal long Received { get; init; }

    /// <summary>
    /// The unsent bytes of started frames, which later steps of the script can send (<see cref="TesterAction.SendMore"/>).
    /// </summary>
    internal ByteString Begun { get; init; }

    /// <summary>
    /// The state of the pseudorandom number generator for masking keys and for the payloads of the tester's automatic pings. The
    /// generator is deterministic, because a run must be repeatable. The tester's masking keys need not be secret.
    /// </summary>
    internal uint Masks { get; init; }

    /// <summary>
    /// The compressed messages of the case, which other cases can share. The value is None if the case exchanges no compressed messages, or
    /// if it sends each message as the content of a request.
    /// </summary>
    internal Option<CompressedStream> Stream { get; init; }

    /// <summary>
    /// The tester's own compression context. The context is used if the case sends each message as the content of a request, or if the
    /// shared messages exceed their memory limit. Otherwise, the value is None.
    /// </summary>
    internal Option<DeflateContext> Own { get; init; }

    /// <summary>Creates a tester in the state before the opening handshake.</summary>
    /// <param name="running">The case.</param>
    /// <param name="role">The tester's role.</param>
    public static Tester Start(Case running, Role role) => Start(running, role, CompressedMessages.For(Seq.create(running)));

    /// <summary>Creates a tester in the state before the opening handshake.</summary>
    /// <param name="running">The case.</param>
    /// <param name="role">The tester's role.</param>
    /// <param name="messages">
    /// The compressed messages that cases share to save time. Sharing does not change the behaviour of the tester.
    /// </param>
    public static Tester Start(Case running, Role role, CompressedMessages messages) =>
        Start(running, role, messages, TesterOptions.Default);

    /// <summary>Creates a tester in the state before the opening handshake.</summary>
    /// <param name="running">The case.</param>
    /// <param name="role">The tester's role.</param>
    /// <param name="messages">The compressed messages that cases share.</param>
    /// <param name="options">The tester's options for settings that the case does not define.</param>
    public static Tester Start(Case running, Role role, CompressedMessages messages, TesterOptions options) =>
        new(running, Observation.Start(running, role, options), options, masks: 0x9E3779B9u * (uint)(running.Index + 1), messages);

    /// <summary>Processes an input. Returns the next state and the new entries. The first new entry is the input.</summary>
    public (Tester Next, IReadOnlyList<TranscriptEntry> Entries) Step(TranscriptEntry input)
    {
        var stepping = new Stepping(this);
        stepping.Add(input);
        switch (input)
        {
            case TranscriptEntry.Opened:
                stepping.Add(new TranscriptEntry.TimerStarted(TesterTimer.Limit, LongestWait() + LimitAfterScript));
                stepping.ChooseStream();
                stepping.Begin();
                stepping.StartPings();
                break;
            case TranscriptEntry.Received received:
                stepping.Read(received.Octets.Memory);
                break;
            case TranscriptEntry.TimerElapsed elapsed:
                stepping.Elapse(elapsed);
                break;
        }

        return (stepping.Now, stepping.Entries);
    }

    private TimeSpan LongestWait() => Script.Fold(TimeSpan.Zero, (sum, act) => act switch
    {
        TesterAction.SendTogether together => sum + (together.Cuts.Count * together.Pause),
        TesterAction.Settle settle => sum + settle.Time,
        TesterAction.Wait wait => sum + wait.Time,
        TesterAction.FailAfter fail => sum + fail.Time,
        TesterAction.CloseAfter close => sum + close.Time,
        _ => sum,
    });

    /// <summary>A step in progress, with the current state and the entries added so far.</summary>
    private sealed partial class Stepping(Tester start)
    {
        public Tester Now { get; private set; } = start;

        public List<TranscriptEntry> Entries { get; } = [];

        private Observation Seen => Now.Seen;

        public void Add(TranscriptEntry entry)
        {
            // Multiply all durations by TesterOptions.Patience, except the interval between automatic pings.
            if (Now.Options.Patience != 1 && entry is TranscriptEntry.TimerStarted { Timer: not TesterTimer.Ping } timer)
                entry = timer with { Time = timer.Time * Now.Options.Patience };
            Entries.Add(entry);
            Now = Now with { Seen = Now.Seen.After(entry) };
        }

        /// <summary>
        /// Starts the script. Some cases that are not from the Autobahn Testsuite need permessage-deflate, and some of these cases also
        /// need context takeover. If the peer has not agreed to a required feature, the tester closes the connection without running the
        /// script.
        /// </summary>
        public void Begin()
        {
            if (!Now.Case.IsAutobahn && Now.Case.Missing(Seen.Deflate, Seen.Tester).IsSome)
            {
                Close(CodePayload(CloseCode.NormalClosure));
                return;
            }

            RunScript();
            // If the script is waiting for an event, such as a message of the protocol's prelude, the exchange starts after this event.
            if (!Now.IsAwaiting) Continue(before: 0, always: true);
        }

        /// <summary>Executes the script up to its next wait.</summary>
        public void RunScript()
        {
            while (Seen.Stage != ConnectionStage.Closed && Now.Script.HeadOrNone().Case is TesterAction act)
            {
                if (act is TesterAction.Await awaited && Seen.Arrived < awaited.Events)
                {
                    Now = Now with { IsAwaiting = true };
                    return;
                }

                if (act is TesterAction.Settle settle && Seen.IsOwed)
                {
                    if (!Seen.IsSettling) Add(new TranscriptEntry.TimerStarted(TesterTimer.Settle, settle.Time, Seen.NextWait));
                    Now = Now with { IsAwaiting = true };
                    return;
                }

                Now = Now with { Script = Now.Script.Tail, IsAwaiting = false };
                Do(act);
                if (act is TesterAction.Wait) return;
                // For Expectation.Owed, the peer is judged by the bytes that have been sent so far. The peer must therefore be able to
                // answer each write before the next write.
                if (Now.Case.Expectation is not Expectation.Owed || !Sends(act)) continue;
                Add(new TranscriptEntry.TimerStarted(TesterTimer.Next, TimeSpan.Zero));
                return;
            }
        }

        private static bool Sends(TesterAction act) =>
            act is not (TesterAction.Await or TesterAction.Settle or TesterAction.FailAfter or TesterAction.CloseAfter);

        private void Do(TesterAction act)
        {
            switch (act)
            {
                case TesterAction.Send send:
                    Send(send.Frame);
                    break;
                case TesterAction.SendTogether together:
                    byte[][] frames = [.. together.Frames.Map(Announce)];
                    byte[] all = [.. frames.SelectMany(octets => octets)];
                    var held = together.OnlyOfLast.Map(octets => frames[^1].Length - octets).IfNone(0);
                    Now = Now with { Begun = all[^held..] };
                    var now = together.Only > 0 ? all.AsMemory(0, Math.Min(together.Only, all.Length)) : all.AsMemory(0, all.Length - held);
                    if (together.Cuts.IsEmpty) Chopped(now, together.Chop);
                    else InParts(now, together.Cuts, together.Pause);
                    break;
                case TesterAction.SendStart begin:
                    var octets = Announce(begin.Frame);
                    Now = Now with { Begun = octets };
                    More(octets.Length - begin.Frame.Payload.Length + begin.Octets);
                    break;
                case TesterAction.SendMore more:
                    More(more.Octets);
                    break;
                case TesterAction.SendMessage message when Seen.Stage == ConnectionStage.Open:
                    SendMessage(message.Kind, message.Payload, message.FragmentSize);
                    break;
                case TesterAction.Close close when Seen.Stage == ConnectionStage.Open:
                    Close(close.Payload);
                    break;
                case TesterAction.Finish when Seen is { Stage: ConnectionStage.Open, MayBeginFrame: true }:
                    Close(CodePayload(CloseCode.NormalClosure));
                    break;
                case TesterAction.Finish:
                    Add(new TranscriptEntry.Dropped(Side.Ours));
                    break;
                case TesterAction.EndOutput:
                    Add(new TranscriptEntry.OutputEnded());
                    break;
                case TesterAction.Wait wait:
                    Add(new TranscriptEntry.TimerStarted(TesterTimer.Wait, wait.Time, wait.Tag));
                    break;
                case TesterAction.FailAfter fail:
                    Add(new TranscriptEntry.TimerStarted(TesterTimer.Fail, fail.Time));
                    break;
                case TesterAction.CloseAfter close:
                    Add(new TranscriptEntry.TimerStarted(TesterTimer.Close, close.Time));
                    break;
            }
        }

        /// <summary>Parses received bytes into frames. Each frame is handled before the next frame is parsed.</summary>
        public void Read(ReadOnlyMemory<byte> octets)
        {
            var holds = !Now.Case.StreamsPayload;
            if (IsFlood(octets.Length)) return;
            Now = Now with { Incoming = holds ? Now.Incoming.Append(octets) : Now.Incoming.AppendLent(octets) };
            while (
                Seen.Stage != ConnectionStage.Closed
                && Now.Incoming.Take(Now.Options.ApplyMask).Case is (WireFrame taken, WireBuffer trailing)
            )
            {
                Now = Now with { Incoming = trailing };
                var before = Seen;
                // If the case streams its payload, the caller can reuse the memory of the received bytes. A payload that is needed
                // later must therefore be copied. The payload of a final data frame is not copied here, because this payload is
                // compared immediately. The transcript of a heavy case copies the bytes that it stores.
                var frame = holds || taken is { Final: true, IsControl: false } ? taken : taken with { Payload = taken.Payload.ToArray() };
                Add(new TranscriptEntry.FrameReceived(frame));
                React(before, frame);
                if (holds && IsFlood(FrameCharge)) return;
            }

            if (Seen is { Tester: Role.Server, PeerClosed: true, Stage: not ConnectionStage.Closed })
                Add(new TranscriptEntry.Dropped(Side.Ours));

            if (!holds) Now = Now with { Incoming = Now.Incoming.Copied() };
        }

        private void React(Observation before, WireFrame frame)
        {
            if (Seen.IsCorrupt && !before.IsCorrupt)
            {
                Add(new TranscriptEntry.Dropped(Side.Ours));
            }
            else if (Seen.Violation.IsSome && before.Violation.IsNone)
            {
                Fail(Seen.Violation.Map(violation => violation.Code).IfNone(CloseCode.ProtocolError));
            }
            else if (Seen.PeerClosed && !before.PeerClosed)
            {
                // "If an endpoint receives a Close frame and did not previously send a Close frame, the endpoint MUST send a Close frame in
                // response" (RFC 6455 §5.5.1).
                if (before.Stage == ConnectionStage.Open)
                    Send(
                        new RawFrame(
                            8,
                            Now.Options.EchoCloseCodeReason ? Payload.Of(frame.Payload.ToArray()) : CodePayload(CloseCode.NormalClosure)
                        )
                    );
                // If all rules are enforced, examine the bytes after the client's close frame before ending the transport.
                if (Seen.Tester == Role.Server && (!Seen.EnforcesAllRules || Now.Incoming.Length == 0))
                    Add(new TranscriptEntry.Dropped(Side.Ours));
                else if (before.Stage == ConnectionStage.Closing)
                    StartTimer(TesterTimer.TransportEnd, Now.Options.ServerConnectionDropTimeout);
            }
            else if (frame.Opcode == 9 && Seen.Stage == ConnectionStage.Open)
            {
                Send(new RawFrame(10, Payload.Of(frame.Payload.ToArray())));
            }

            if (before.OwnPing.IsSome && Seen.OwnPing.IsNone) StartPings();
            var wasAwaiting = Now.IsAwaiting;
            if (wasAwaiting) RunScript();
            Continue(before.Arrived, always: wasAwaiting && !Now.IsAwaiting && IsExchange);
        }

        /// <summary>
        /// Continues the case after an event. If the case is an exchange, sends the next message. If a message is wrong, closes the
        /// connection. Also closes the connection after all expected events, if the case or an alternative requires the tester to close the
        /// connection.
        /// </summary>
        public void Continue(int before, bool always = false)
        {
            if (Seen.Stage != ConnectionStage.Open || Now.IsAwaiting && IsExchange || (!always && Seen.Arrived == before)) return;
            if (always && !IsExchange) return;
            // A pong does not continue the exchange, because it is not an echo.
            if (Now.Case.Expectation is Expectation.Exchange && Seen.Events is [.., PeerEvent.Pong]) return;
            switch (ExpectationCheck.Evaluate(Now.Case.Expectation, Seen))
            {
                case Satisfaction.Next when Now.Case.Expectation is Expectation.Exchange exchange:
                    var number = Seen.Events.Count(one => one is PeerEvent.Message);
                    SendMessage(
                        exchange.Kind,
                        exchange.Carrying.Match(Some: carrying => carrying(number), None: () => exchange.Payload),
                        givenSize: 0
                    );
                    Pace();
                    break;
                case Satisfaction.Next when Now.Case.Expectation is Expectation.CompressedExchange exchange:
                    SendCompressed(exchange, Seen.Paced.IfNone(() => Seen.Echoes.Map(echoes => echoes.Count).IfNone(0)));
                    Pace();
                    break;
                case Satisfaction.Wrong:
                    Close(CodePayload(CloseCode.NormalClosure));
                    break;
                case Satisfaction.Whole when Now.Case.ClosesWhenSatisfied && Now.Case.Close.ByMe:
                    Close(CodePayload(Now.Case.Close.Codes[0]));
                    break;
                // The peer was expected to close the connection, but its behaviour matches an alternative in which the tester closes the
                // connection.
                case Satisfaction.Waiting
                    when !Now.Case.Close.ByMe && Now.Case.Alternatives.Exists(other => other.Close.ByMe && other.Events == Seen.Events):
                    Close(CodePayload(CloseCode.NormalClosure));
                    break;
            }
        }

        private bool IsExchange => Now.Case.Expectation is Expectation.Exchange or Expectation.CompressedExchange;

        /// <summary>If the peer does not echo, sends the ping that follows each message of an exchange.</summary>
        private void Pace() =>
            Seen.Paced.IfSome(paced => Send(new RawFrame(9, Payload.Of(PeerReading.PacingOf(paced).ToArray()))));

        public void Elapse(TranscriptEntry.TimerElapsed elapsed)
        {
            if (Seen.Stage == ConnectionStage.Closed) return;
            switch (elapsed.Timer)
            {
                case TesterTimer.Wait when elapsed.Tag.IsNone || Seen.Stage == ConnectionStage.Open:
                case TesterTimer.Next:
                case TesterTimer.Settle when Now.IsAwaiting:
                    RunScript();
                    break;
                case TesterTimer.Fail:
                    Fail(CloseCode.GoingAway);
                    break;
                case TesterTimer.Close when Seen.Stage == ConnectionStage.Open:
                    Close(Payload.Empty);
                    break;
                case TesterTimer.Ping:
                    SendPing();
                    break;
                case TesterTimer.ClosingHandshake when Seen.ClosingTimedOut:
                case TesterTimer.Pong when Seen.OwnPing == elapsed.Tag:
                case TesterTimer.TransportEnd or TesterTimer.Limit:
                    Add(new TranscriptEntry.Dropped(Side.Ours));
                    break;
            }
        }

        /// <summary>
        /// Fails the connection (RFC 6455 §7.1.7). If TesterOptions.FailByDrop is false and neither endpoint has sent a close frame, sends
        /// a close frame. Otherwise, ends the transport.
        /// </summary>
        private void Fail(int code)
        {
            if (!Now.Options.FailByDrop && Seen.Stage == ConnectionStage.Open && !Seen.PeerClosed) Close(CodePayload(code));
            else Add(new TranscriptEntry.Dropped(Side.Ours));
        }

        private void Close(Payload payload)
        {
            Send(new RawFrame(8, payload));
            StartTimer(TesterTimer.ClosingHandshake, Now.Options.CloseHandshakeTimeout);
        }

        /// <summary>Starts a timer with a duration from the options. If the duration is zero, no timer is started.</summary>
        private void StartTimer(TesterTimer timer, TimeSpan time)
        {
            if (time > TimeSpan.Zero) Add(new TranscriptEntry.TimerStarted(timer, time));
        }

        private void SendMessage(MessageKind kind, Payload payload, int givenSize)
        {
            var fragmentSize = givenSize == 0 ? Now.Options.AutoFragmentSize : givenSize;
            if (fragmentSize == 0 || payload.Length <= fragmentSize)
            {
                Send(new RawFrame((int)kind, payload));
                return;
            }

            // Combine the fragments into larger writes, because a message can have many small fragments.
            var whole = payload.ToOctets().Memory;
            var batch = new ArrayBufferWriter<byte>(WriteBytes);
            for (var at = 0; at <= whole.Length; at += fragmentSize)
            {
                var part = whole.Slice(at, Math.Min(fragmentSize, whole.Length - at));
                var isLast = at + fragmentSize > whole.Length;
                batch.Write(Announce(new RawFrame(at == 0 ? (int)kind : 0, new Payload(part, part.Length), Final: isLast)));
                if (!isLast && batch.WrittenCount < WriteBytes) continue;
                Write(batch.WrittenMemory.ToArray());
                batch.ResetWrittenCount();
            }
        }

        private void Send(RawFrame frame)
        {
            if (Seen.Stage == ConnectionStage.Closed) return;
            Chopped(Announce(frame), frame.Chop);
        }

        private byte[] Announce(RawFrame frame)
        {
            var key = frame.MasksWrongly ? Seen.Tester == Role.Client ? Option<MaskKey>.None : new MaskKey(NextNumber()) : Key();
            if (key.IsSome) key = frame.Key || key;
            Add(new TranscriptEntry.FrameSent(frame, key));
            return WireFrame.Encode(frame, key, Now.Options.ApplyMask);
        }

        private Option<MaskKey> Key()
        {
            if (!(Seen.Tester == Role.Client ? Now.Options.MaskClientFrames : Now.Options.MaskServerFrames)) return Option<MaskKey>.None;
            return new MaskKey(NextNumber());
        }

        private uint NextNumber()
        {
            var bits = Now.Masks;
            bits ^= bits << 13;
            bits ^= bits >> 17;
            bits ^= bits << 5;
            Now = Now with { Masks = bits };
            return bits;
        }

        private static Payload CodePayload(int code) => Payload.Of([(byte)(code >> 8), (byte)code]);
    }
}
