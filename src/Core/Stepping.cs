using System.Runtime.InteropServices;

namespace Pure.WebSockets;

/// <summary>
/// One <see cref="Protocol.Step"/>, or several in a row: the fold of the kernel over an input, and over what the state held of earlier
/// ones. It lives in one call; what it leaves is a state that holds what was not taken.
/// </summary>
internal struct Stepping
{
    /// <summary>What may wait in a state, at least: a read of an ordinary size is never refused.</summary>
    private const int LeastThatMayWait = 64 * 1024;

    /// <summary>An array that is larger than what is left of it by more than this is not kept for a header's sake.</summary>
    private const int MostWasted = 256;

    private readonly StepBuffer before;
    private Connection state;
    private ReadOnlyMemory<byte> input;
    private ByteRope later;
    private ByteRope message;
    private TransitionRecorder recorder;
    private TimerKind fired;
    private bool waits;
    private bool ended;

    // Whether the input stands in memory of the caller, which is not kept.
    private bool lent;

    public Stepping(Connection connection)
    {
        state = connection;
        before = connection.StepBuffer;
        (input, later, message) = (before.UnconsumedInput.Memory, before.QueuedInput, before.Message);
        (waits, ended, fired) = (before.Waits, before.Ended, before.Fired);
    }

    /// <summary>Whether input waits that can be gone on with.</summary>
    public readonly bool CanContinue => waits && state.Phase is not Phase.AwaitingAnswer;

    /// <summary>How many things happened so far.</summary>
    public readonly int Effects => recorder.Effects;

    /// <summary>One of the things that happened, in order.</summary>
    public readonly Effect EffectAt(int place) => recorder.EffectAt(place);

    /// <summary>Takes an input. An effect that may be answered is the last that comes of it, where more input waits.</summary>
    public void Take(Input next)
    {
        switch (next)
        {
            case Input.Received received:
                Receive(received.Bytes.Memory);
                break;
            case Input.Continue:
                if (CanContinue) Continue();
                break;
            case Input.EndOfStream:
                if (waits) ended = true;
                else Record(Kernel.End(state));
                break;
            case Input.Elapsed elapsed:
                if (!waits) Record(Kernel.TimeOver(state, elapsed.Timer));
                else if (elapsed.Timer == state.Timer && !ended) fired = elapsed.Timer;
                break;
            case Input.Start:
                Record(Kernel.Start(state));
                break;
            case Input.Accept accept:
                Record(Kernel.Accept(state, accept.Acceptance));
                break;
            case Input.Reject reject:
                Record(Kernel.Reject(state, reject.Rejection));
                break;
            case Input.Send send:
                Record(Kernel.Send(state, send.Kind, send.Data.Memory, default, send.Compress));
                break;
            case Input.SendPart part:
                Record(Kernel.SendPart(state, part.Kind, part.Data.Memory, part.Final, default, part.Compress));
                break;
            case Input.Ping ping:
                Record(Kernel.Ping(state, ping.Data.Memory));
                break;
            case Input.Pong pong:
                Record(Kernel.Pong(state, pong.Data.Memory));
                break;
            case Input.Close close:
                Record(Kernel.Close(state, close.Status));
                break;
            case Input.Rest:
                Record(Kernel.Rest(state));
                break;
            default:
                throw new ArgumentNullException(nameof(next));
        }
    }

    /// <summary>Folds the kernel over the input that is there, to its end or to an effect that may be answered before the rest.</summary>
    public void Continue()
    {
        while (true)
        {
            var room = Kernel.Room(state, input);
            var progress = Kernel.Take(state, input, room == 0 ? default : GC.AllocateUninitializedArray<byte>(room));
            input = input[progress.Consumed..];
            var answerable = Record(progress);
            if (progress.AnswerAwaited || (answerable && (progress.More || SomethingFollows)))
            {
                waits = progress.More || SomethingFollows;
                return;
            }

            if (progress.Needed <= input.Length && (!input.IsEmpty || progress.More)) continue;
            if (later.Length == 0) break;
            (input, later, lent) = (StepBuffer.Concat(input, later), ByteRope.Empty, false);
        }

        // All of it is taken, but for the start of a frame: what happened after it takes its turn.
        waits = false;
        if (fired != TimerKind.None) Record(Kernel.TimeOver(state, fired));
        fired = TimerKind.None;
        if (ended) Record(Kernel.End(state));
        ended = false;
    }

    public readonly Transition ToTransition()
    {
        if (state.Phase is Phase.Closed || before.RefersTo(input, later, message, waits, ended, fired)) return recorder.ToTransition(state);

        // While it waits it is sliced; the start of a frame is not to keep a whole read alive.
        var keeps = !lent && (waits || IsSnug(input));
        var held = StepBuffer.Create(keeps ? input : input.ToArray(), later, message, waits, ended, fired);
        return recorder.ToTransition(ReferenceEquals(held, state.StepBuffer) ? state : state with { StepBuffer = held });
    }

    private static bool IsSnug(ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetArray(memory, out var segment) && segment.Array!.Length - memory.Length <= MostWasted;

    /// <summary>Whether anything comes after what was taken.</summary>
    private readonly bool SomethingFollows => !input.IsEmpty || later.Length > 0 || ended || fired != TimerKind.None;

    /// <summary>
    /// Whether the kernel has delivered pieces of the message under way to somebody else: joined without them, it would be another
    /// message.
    /// </summary>
    private readonly bool IsJoinedElsewhere =>
        state.Receiving is { MessageInProgress: true } receiving
        && state.Options.Delivery == Delivery.Whole
        && receiving.DeliveredOf(state.Inflation) != message.Length;

    private void Receive(ReadOnlyMemory<byte> bytes)
    {
        // Nothing follows the end of a stream.
        if (ended) return;
        if (waits) Queue(bytes);
        else if (IsJoinedElsewhere) Refuse(InputMisuse.PiecesDelivered);
        else Go(bytes);
    }

    private void Go(ReadOnlyMemory<byte> bytes)
    {
        if (input.IsEmpty) (input, lent) = (bytes, true);
        else if (!bytes.IsEmpty) (input, lent) = ((byte[])[.. input.Span, .. bytes.Span], false);
        Continue();
    }

    private void Queue(ReadOnlyMemory<byte> bytes)
    {
        var limit = Math.Max(LeastThatMayWait, state.Options.Limits.MaxMessageBytes);
        if ((long)input.Length + later.Length + bytes.Length > limit) Refuse(InputMisuse.TooMuchWaits(bytes.Length, limit));
        else later = later.Append(bytes.Span);
    }

    private void Refuse(Refusal refusal) => recorder.Add(new Effect.Refused(refusal));

    /// <summary>Records all that one call of the kernel says. Whether the application may answer it.</summary>
    private bool Record(in Progress progress)
    {
        recorder.Record(state, progress);
        if (progress.Happening == Happening.Data) message = recorder.RecordData(progress, message, state.Options.Delivery);
        state = progress.Next;
        if (!state.Receiving.MessageInProgress) message = ByteRope.Empty;
        if (progress.Deadline.Change != DeadlineChange.Keep) fired = TimerKind.None;
        if (state.Phase is Phase.Closed) (input, later, waits, ended) = (default, ByteRope.Empty, false, false);
        return progress.Happening switch
        {
            Happening.Data => progress.Final || state.Options.Delivery == Delivery.Pieces,
            Happening.Ping or Happening.Pong => true,
            Happening.Notice => progress.Notice.Exists(static notice => notice is Effect.UpgradeRequested or Effect.Opened),
            _ => false,
        };
    }
}
