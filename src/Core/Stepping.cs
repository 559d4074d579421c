using System.Runtime.InteropServices;

namespace Pure.WebSockets;

/// <summary>
/// Performs one <see cref="Protocol.Step"/>, or several consecutive steps. A step passes the stored input and then the new input to the
/// kernel. The resulting state stores the input that was not consumed. A value of this type is used only for one call to
/// <see cref="Protocol.Step"/> or <see cref="Protocol.Run"/>.
/// </summary>
internal struct Stepping
{
    /// <summary>
    /// The minimum value of the limit on waiting input, in bytes. A read of up to 64 KiB is therefore accepted even if
    /// <see cref="Limits.MaxMessageBytes"/> is lower.
    /// </summary>
    private const int MinWaitingLimit = 64 * 1024;

    /// <summary>
    /// The maximum number of unused bytes in an array that stores the start of a frame. If an array has more unused bytes than this number,
    /// the start of the frame is copied to a smaller array.
    /// </summary>
    private const int MaxWastedBytes = 256;

    private readonly StepBuffer before;
    private Connection state;
    private ReadOnlyMemory<byte> input;
    private ByteRope later;
    private ByteRope message;
    private TransitionRecorder recorder;
    private TimerKind fired;
    private bool waits;
    private bool ended;

    // Whether the input is in the caller's memory. The state must not refer to the caller's memory.
    private bool lent;

    public Stepping(Connection connection)
    {
        state = connection;
        before = connection.StepBuffer;
        (input, later, message) = (before.UnconsumedInput.Memory, before.QueuedInput, before.Message);
        (waits, ended, fired) = (before.Waits, before.Ended, before.Fired);
    }

    /// <summary>Whether there is waiting input that can be processed.</summary>
    public readonly bool CanContinue => waits && state.Phase is not Phase.AwaitingAnswer;

    /// <summary>The number of effects that have been recorded so far.</summary>
    public readonly int Effects => recorder.Effects;

    /// <summary>Returns the effect at a position, which is counted from zero.</summary>
    public readonly Effect EffectAt(int place) => recorder.EffectAt(place);

    /// <summary>
    /// Processes an input. If more input follows an effect that the application can answer, processing stops after that effect.
    /// </summary>
    /// <exception cref="ArgumentException">The type of the input is not one of the cases of <see cref="Input"/>.</exception>
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
            case Input.Compact:
                Record(Kernel.Compact(state));
                break;
            default:
                throw UnknownType(next);
        }
    }

    /// <summary>
    /// Passes the stored input to the kernel until no more input can be consumed. Stops early if the application can answer an effect and
    /// more input is waiting. The application's answer is then processed before the waiting input.
    /// </summary>
    public void Continue()
    {
        while (true)
        {
            var room = Kernel.GetReceiveBufferSize(state, input);
            Kernel.Take(state, input, room == 0 ? default : GC.AllocateUninitializedArray<byte>(room), out var progress);
            input = input[progress.Consumed..];

            var answerable = progress.Event == StepEvent.Data
                ? RecordData(progress.Next, progress.Kind, progress.Payload, progress.Final)
                : Record(progress);
            if (progress.AnswerAwaited || (answerable && (progress.More || SomethingFollows)))
            {
                waits = progress.More || SomethingFollows;
                return;
            }

            if (progress.Needed <= input.Length && (!input.IsEmpty || progress.More)) continue;
            if (later.Length == 0) break;
            (input, later, lent) = (StepBuffer.Concat(input, later), ByteRope.Empty, false);
        }

        // Only an incomplete header or an incomplete control frame can remain in the input. The events that arrived after the input now
        // take effect.
        waits = false;
        if (fired != TimerKind.None) Record(Kernel.TimeOver(state, fired));
        fired = TimerKind.None;
        if (ended) Record(Kernel.End(state));
        ended = false;
    }

    public readonly Transition ToTransition()
    {
        if (state.Phase is Phase.Closed || before.RefersTo(input, later, message, waits, ended, fired)) return recorder.ToTransition(state);

        // Input in the caller's memory is always copied. Waiting input in other memory is not copied. The start of an incomplete frame is
        // copied if its array has more than MaxWastedBytes unused bytes. Without the copy, a few bytes would prevent the release of a large
        // array.
        var keeps = !lent && (waits || IsSnug(input));
        var held = StepBuffer.Create(keeps ? input : input.ToArray(), later, message, waits, ended, fired);
        return recorder.ToTransition(ReferenceEquals(held, state.StepBuffer) ? state : state with { StepBuffer = held });
    }

    /// <summary>
    /// Creates the exception for an input whose type is defined in another assembly. The documentation of <see cref="Input"/> explains how
    /// such types can exist.
    /// </summary>
    private static ArgumentException UnknownType(Input input) =>
        new($"The type {input.GetType()} is not a case of {typeof(Input)}.", nameof(input));

    private static bool IsSnug(ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetArray(memory, out var segment) && segment.Array!.Length - memory.Length <= MaxWastedBytes;

    /// <summary>Whether any input or event follows the consumed input.</summary>
    private readonly bool SomethingFollows => !input.IsEmpty || later.Length > 0 || ended || fired != TimerKind.None;

    /// <summary>
    /// Whether the kernel has delivered pieces of the message in progress directly to a caller of <see cref="Kernel.Receive"/>. Those
    /// pieces are not stored in the state, so a step cannot assemble the complete message.
    /// </summary>
    private readonly bool IsJoinedElsewhere =>
        state.Receiving is { MessageInProgress: true } receiving
        && state.Options.Delivery == Delivery.Whole
        && receiving.DeliveredOf(state.Inflation) != message.Length;

    private void Receive(ReadOnlyMemory<byte> bytes)
    {
        // Bytes that are passed after the end of the stream are ignored.
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
        var limit = Math.Max(MinWaitingLimit, state.Options.Limits.MaxMessageBytes);
        if ((long)input.Length + later.Length + bytes.Length > limit) Refuse(InputMisuse.TooMuchWaits(bytes.Length, limit));
        else later = later.Append(bytes.Span);
    }

    private void Refuse(Misuse refusal) => recorder.Add(new Effect.Misused(refusal));

    /// <summary>
    /// Records a received piece of a message. If whole messages are delivered, the piece is stored until the message is complete. Returns
    /// true if the method recorded a message or a piece of a message, to which the application can respond. No other part of the kernel
    /// result is recorded, because a result with a piece of a message contains no reply and no timer change.
    /// </summary>
    private bool RecordData(Connection next, MessageKind kind, ReadOnlyMemory<byte> payload, bool final)
    {
        state = next;
        if (state.Options.Delivery == Delivery.Pieces)
        {
            recorder.Add(new Effect.MessagePiece(kind, payload, final));
            return true;
        }

        if (!final)
        {
            message = message.Append(payload.Span);
            return false;
        }

        var whole = message.Length == 0 ? payload : message.ToArray(payload.Span);
        if (message.Length > 0) message = ByteRope.Empty;
        recorder.Add(new Effect.Message(kind, whole));
        return true;
    }

    /// <summary>
    /// Records the result of a kernel call that delivered no data. Returns whether the application can answer the effect of the call.
    /// </summary>
    private bool Record(in StepResult progress)
    {
        recorder.Record(state, progress);
        state = progress.Next;
        if (!state.Receiving.MessageInProgress) message = ByteRope.Empty;
        if (progress.Deadline.Change != DeadlineChange.Keep) fired = TimerKind.None;
        if (state.Phase is Phase.Closed) (input, later, waits, ended) = (default, ByteRope.Empty, false, false);
        return progress.Event switch
        {
            StepEvent.Ping or StepEvent.Pong => true,
            StepEvent.Lifecycle => progress.Lifecycle.Exists(static effect => effect is Effect.UpgradeRequested or Effect.Opened),
            _ => false,
        };
    }
}
