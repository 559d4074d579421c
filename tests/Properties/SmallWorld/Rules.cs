namespace Pure.WebSockets.Properties;

/// <summary>A rule for every step in every small world.</summary>
internal sealed record Rule(string Sentence, Func<Passage, bool> Holds);

/// <summary>The rules that every step must obey.</summary>
internal static class Rules
{
    public static Rule[] All { get; } =
    [
        new(
            "Closed is final: nothing is sent, the state stays the same, and only misuse is reported",
            step =>
                step.Before.Phase is not Phase.Closed
                || (
                    ReferenceEquals(step.Before, step.After)
                    && step.Transition.Outputs.IsEmpty
                    && step.Effects.All(effect => effect is Effect.Misused)
                )
        ),
        new(
            "a ping is reported, and until the peer's close frame a pong with the same payload answers it, even within a message",
            step =>
                !(step.IsBeforeFrame && step.Letter.Pings.Case is ByteString payload)
                || (
                    step.Effects.SequenceEqual([new Effect.PingReceived(payload)])
                    && step.Frames.SequenceEqual([new Frame(Opcode.Pong, Final: true, Rsv1: false, payload)])
                )
        ),
        new(
            "pongs answer the reported pings in order, and nothing else",
            step =>
                step.Input is Input.Pong
                || Payloads(step, Opcode.Pong)
                    .SequenceEqual(step.EffectsWhileReading.OfType<Effect.PingReceived>().Select(ping => ping.Data))
        ),
        new(
            "a ping of our own is sent only when the application requests it or when the keep-alive timer elapses",
            step =>
                Payloads(step, Opcode.Ping).Count()
                == (
                    step is { Input: Input.Ping, Before.Phase: Phase.Open } && !step.Reports<Effect.Misused>()
                    || step
                        is {
                            Input: Input.Elapsed(TimerKind.KeepAlive),
                            Was.Running: TimerKind.KeepAlive,
                            Before.StepBuffer.Waits: false
                        }
                    || step
                        is {
                            Input: Input.Continue,
                            Before.StepBuffer.Fired: TimerKind.KeepAlive,
                            Was.Running: TimerKind.KeepAlive,
                            After.StepBuffer.Waits: false
                        }
                        && !step.Reports<Effect.CloseReceived>()
                        && step.Reported<Effect.Failed>().ForAll(failed => failed.Error == ClosingErrors.TransportEnded)
                        ? 1
                        : 0
                )
        ),
        new(
            "at most one close frame is sent, and only pongs follow it",
            step =>
                step.Is.ClosesSent < 2
                && (step.Was.ClosesSent == 0 || step.Frames.All(frame => frame.Opcode == Opcode.Pong))
                && !step.Frames.SkipLast(1).Any(frame => frame.Opcode == Opcode.Close)
        ),
        new(
            "the peer's close frame is reported, and answered with its code if ours was not sent before",
            step =>
                !(step.IsBeforeFrame && step.Letter.Closes.Case is int code)
                || (
                    step.Reported<Effect.CloseReceived>().Exists(received => received.Status.Code == code)
                    && Payloads(step, Opcode.Close)
                        .SequenceEqual(step.Before.Phase is Phase.Closing ? [] : [new CloseStatus(code, "").ToPayload()])
                )
        ),
        new(
            "after the peer's close frame a server ends the connection, and a client waits for the server to end the transport",
            step =>
                !step.Reports<Effect.CloseReceived>()
                || (
                    step.World.Role == Role.Server
                        ? step.After.Phase is Phase.Closed { Result.Clean: true }
                        : step.After.Phase is Phase.Closing { Theirs.IsSome: true }
                )
        ),
        new(
            "bytes that break a rule of frames fail the connection, with the code that the RFC defines",
            step =>
                !(step.IsBeforeFrame && step.Letter.Breaks.Case is int code)
                || step.Reported<Effect.Failed>().Exists(failed => failed.Error.Code == code || step.Before.Receiving.MessageInProgress)
        ),
        new(
            "a fragment without a message, and a message within a message, fail the connection",
            step =>
                !(step.IsBeforeFrame && step.Input is Input.Received({ Length: > 0 } octets))
                || step.Reports<Effect.Failed>()
                || (Opcode)(octets.Span[0] & 0x0F) is var opcode
                    && (opcode >= Opcode.Close || opcode == Opcode.Continuation == step.Before.Receiving.MessageInProgress)
        ),
        new(
            "a failure is reported once and ends in Closed with the same reason; a close frame with its code is sent if one may be sent",
            step =>
                step.Is.Failures < 2
                && step.Reported<Effect.Failed>()
                    .ForAll(failed =>
                        step.After.Phase is Phase.Closed(var closure)
                        && closure.Error == failed.Error
                        && step.Frames.Count(frame => frame.Opcode == Opcode.Close)
                            == (
                                (step.Before.Phase is Phase.Open || step.Reports<Effect.Opened>())
                                && CloseCode.IsValidOnTheWire(failed.Error.Code)
                                    ? 1
                                    : 0
                            )
                    )
        ),
        new(
            "the timer of a state is the one that was last started, with the time of the options",
            step =>
                step.After.Timer == step.Is.Running
                && step.Effects.OfType<Effect.StartTimer>()
                    .All(start => start.After == TimeOf(start.Timer, step.World.Options) && start.After > TimeSpan.Zero)
        ),
        new(
            "a connection that waits for the peer has a deadline",
            step =>
                !step.Is.Started
                || step.After.Timer
                    == step.After.Phase switch
                    {
                        Phase.AwaitingRequest or Phase.AwaitingResponse or Phase.ReadingRefusal => TimerKind.OpeningHandshake,
                        Phase.Open => !step.World.KeepsAlive ? TimerKind.None
                        : step.After.Timer == TimerKind.Pong ? TimerKind.Pong
                        : TimerKind.KeepAlive,
                        Phase.Closing closing => closing.Theirs.IsSome ? TimerKind.TransportEnd : TimerKind.ClosingHandshake,
                        _ => TimerKind.None,
                    }
        ),
        new(
            "Start starts the timer that the state has, so a state that was restored from a snapshot has its deadline again",
            step =>
                step.Input is not Input.Start
                || step.Effects.OfType<Effect.StartTimer>()
                    .Select(start => start.Timer)
                    .SequenceEqual(step.After.Timer == TimerKind.None ? [] : [step.After.Timer])
        ),
        new(
            "the pong timer runs from our ping until the pong",
            step =>
                step.Before.Timer != TimerKind.Pong
                || step.After.Phase is not Phase.Open
                || (step.After.Timer == TimerKind.Pong) != step.Reports<Effect.PongReceived>()
        ),
        new(
            "a timer that does not run changes nothing",
            step =>
                step.Input is not Input.Elapsed(var timer) || (timer == step.Was.Running && timer != TimerKind.None) || step.ChangesNothing
        ),
        new(
            "misuse leaves the state unchanged, sends nothing, and is the only effect",
            step =>
                !step.Reports<Effect.Misused>()
                || (ReferenceEquals(step.Before, step.After) && step.Effects.Length == 1 && step.Transition.Outputs.IsEmpty)
        ),
        new(
            "the end is reported once, as the last effect of the step that enters Closed",
            step =>
                step.Is.Ends == (step.After.Phase is Phase.Closed ? 1 : 0)
                && step.Effects.SkipLast(1).All(effect => effect is not Effect.CloseTransport)
        ),
        new(
            "a connection ends cleanly if and only if both close frames were seen and no rule was broken",
            step =>
                step.After.Phase is not Phase.Closed(var closure)
                || closure.Clean == (step.Is is { ClosesSent: 1, ClosesSeen: 1, Failures: 0 })
        ),
        new(
            "a state has the content of the close frames that were seen",
            step =>
                (step.Is.ClosesSent, step.Is.ClosesSeen)
                == step.After.Phase switch
                {
                    Phase.Closing closing => (1, closing.Theirs.Count()),
                    Phase.Closed(var closure) => (closure.Ours.Count(), closure.Theirs.Count()),
                    _ => (0, 0),
                }
        ),
        new(
            "frames are sent only after the opening; fragments of our messages are not interleaved",
            step =>
                step.Frames.Length == 0
                || (
                    step.Is.Opened
                    && step.Frames.All(frame =>
                        frame.Opcode switch
                        {
                            Opcode.Continuation => step.Was.MessageInProgress && !frame.Rsv1,
                            Opcode.Text or Opcode.Binary => !step.Was.MessageInProgress && (step.World.Compressing || !frame.Rsv1),
                            _ => frame is { Final: true, Rsv1: false },
                        }
                    )
                )
        ),
        new(
            "the peer's frames are reported from the opening to its close frame",
            step =>
                step.Effects.All(effect =>
                    effect
                        is not (Effect.Message or Effect.MessagePiece or Effect.PingReceived or Effect.PongReceived or Effect.CloseReceived)
                )
                || (
                    step is { Is.Opened: true, Was.ClosesSeen: 0 }
                    && step.Effects.SkipWhile(effect => effect is not Effect.CloseReceived)
                        .All(effect => effect is Effect.CloseReceived or Effect.StartTimer or Effect.CancelTimer or Effect.CloseTransport)
                )
        ),
        new(
            "a control frame does not change the message in progress",
            step =>
                !(step.IsBeforeFrame && (step.Letter.Pings.IsSome || step.Input is Input.Ping or Input.Pong))
                || (
                    step.After.Receiving == step.Before.Receiving
                    && step.After.Sending == step.Before.Sending
                    && step.After.StepBuffer.Message.Equals(step.Before.StepBuffer.Message)
                )
        ),
        new(
            "a step reports at most one effect that the application may answer; the input after it waits",
            step =>
                step.Effects.Count(effect =>
                    effect
                        is Effect.UpgradeRequested
                            or Effect.Opened
                            or Effect.Message
                            or Effect.MessagePiece
                            or Effect.PingReceived
                            or Effect.PongReceived
                ) <= 1
        ),
        new(
            "a transition and its state agree on whether input waits; none does while an upgrade request awaits its answer",
            step =>
                step.Transition.InputWaits == step.After.InputWaits
                && !(step.After.InputWaits && step.After.Phase is Phase.AwaitingAnswer or Phase.Closed)
        ),
        new(
            "while input waits, the end of the stream and an elapsed timer have no effect yet",
            step =>
                !(step.Before.StepBuffer.Waits && step.Input is Input.EndOfStream or Input.Elapsed)
                || (step.SaysNothing && step.After.Phase == step.Before.Phase)
        ),
        new(
            "if no input waits, Continue changes nothing",
            step => !(step.Input is Input.Continue && !step.Before.InputWaits) || step.ChangesNothing
        ),
        new(
            "a closed connection stores no partial message",
            step =>
                step.After.Phase is not Phase.Closed
                || step.After
                    is {
                        Timer: TimerKind.None,
                        Receiving.MessageInProgress: false,
                        Sending.InProgress: false,
                        Inflation: null,
                        Deflation: null,
                        StepBuffer.Message.Length: 0,
                        StepBuffer.Length: 0,
                        StepBuffer.Waits: false
                    }
        ),
        new(
            "a state can be written to bytes and read back",
            step => !step.IsNew || Snapshot.Read(Snapshot.Write(step.After)).Exists(read => read.Equals(step.After))
        ),
    ];

    private static IEnumerable<ByteString> Payloads(Passage step, Opcode opcode) =>
        step.Frames.Where(frame => frame.Opcode == opcode).Select(frame => frame.Payload);

    private static TimeSpan TimeOf(TimerKind timer, ConnectionOptions options) => timer switch
    {
        TimerKind.OpeningHandshake => options.OpeningHandshakeTimeout,
        TimerKind.KeepAlive => options.KeepAliveInterval,
        TimerKind.Pong => options.PongTimeout,
        _ => options.ClosingHandshakeTimeout,
    };
}
