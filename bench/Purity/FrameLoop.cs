using System.Runtime.CompilerServices;

namespace Pure.WebSockets.Bench;

/// <summary>
/// A frame loop of a server that is made of the core's own readers of headers, fragments and masked payloads, without opening, closing,
/// compression and timers. There is one version for each way to hold the state and to report events. They do not differ otherwise.
/// </summary>
internal static class FrameLoop
{
    /// <summary>The state changes in place.</summary>
    public static LoopResult Receive(MutableState state, ReadOnlyMemory<byte> input, Memory<byte> lent) =>
        TryWhole(state.Receiving, state.Fixed.Options.Limits, input, lent, out var result)
            ? result
            : ReadPiece(ref state.Receiving, state.Fixed.Options.Limits, input, lent);

    /// <summary>The state is an immutable object. A new one is created only if something changed.</summary>
    public static LoopResult<ImmutableState> Receive(ImmutableState state, ReadOnlyMemory<byte> input, Memory<byte> lent)
    {
        if (TryWhole(state.Value.Receiving, state.Value.Options.Limits, input, lent, out var result)) return new(state, result);
        var receiving = state.Value.Receiving;
        result = ReadPiece(ref receiving, state.Value.Options.Limits, input, lent);
        return new(receiving == state.Value.Receiving ? state : new ImmutableState(state.Value with { Receiving = receiving }), result);
    }

    /// <summary>The state is a struct. It is passed by reference and returned as a copy.</summary>
    public static LoopResult<State> Receive(in State state, ReadOnlyMemory<byte> input, Memory<byte> lent)
    {
        if (TryWhole(state.Receiving, state.Options.Limits, input, lent, out var result)) return new(state, result);
        var receiving = state.Receiving;
        result = ReadPiece(ref receiving, state.Options.Limits, input, lent);
        return new(state with { Receiving = receiving }, result);
    }

    /// <summary>As <see cref="Receive(ImmutableState, ReadOnlyMemory{byte}, Memory{byte})"/>, and the event is a record.</summary>
    public static RecordResult ReceiveRecord(ImmutableState state, ReadOnlyMemory<byte> input, Memory<byte> lent)
    {
        var (next, result) = Receive(state, input, lent);
        return new(next, result.Consumed, result.Needed, EffectOf(result));
    }

    /// <summary>As <see cref="ReceiveRecord"/>, and the records are in a list, as in a <see cref="Transition"/>.</summary>
    public static SeqResult ReceiveSeq(ImmutableState state, ReadOnlyMemory<byte> input, Memory<byte> lent)
    {
        var (next, result) = Receive(state, input, lent);
        return new(
            next,
            result.Consumed,
            result.Needed,
            EffectOf(result) is { } effect ? LanguageExt.Seq.create(effect) : LanguageExt.Seq<Effect>.Empty
        );
    }

    private static Effect? EffectOf(in LoopResult result) => result.Happening switch
    {
        StepEvent.Data => new Effect.MessagePiece(result.Kind, result.Payload, result.Final),
        StepEvent.Ping => new Effect.PingReceived(result.Payload),
        _ => null,
    };

    /// <summary>A message that is complete in one frame of the input. It changes no state.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryWhole(
        in Receiving receiving,
        Limits limits,
        ReadOnlyMemory<byte> input,
        Memory<byte> lent,
        out LoopResult result
    )
    {
        result = default;
        var from = input.Span;
        if (receiving.MessageInProgress
            || !SingleFrameHeader.TryRead(from, masked: true, out var message)
            || message.Kind != MessageKind.Binary
            || message.Length > from.Length - message.Size
            || message.Length > lent.Length
            || MessageLimits.Check(limits, message.Length, bytesBefore: 0, framesBefore: 0) is not null
        )
            return false;
        Masking.Apply(from.Slice(message.Size, message.Length), lent.Span, message.Key);
        result = new(message.FrameSize, 0, StepEvent.Data, message.Kind, Final: true, lent[..message.Length]);
        return true;
    }

    /// <summary>Any other start of the input.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static LoopResult ReadPiece(ref Receiving receiving, Limits limits, ReadOnlyMemory<byte> input, Memory<byte> lent)
    {
        InflateContext? inflation = null;
        var piece = PieceReader.Read(
            ref receiving,
            ref inflation,
            input.Span,
            lent.Span,
            limits,
            new FrameRules(Masked: true, Rsv1: false, receiving.MessageInProgress)
        );
        if (piece.Error is not null || (piece.IsControl && piece.Header.Opcode != Opcode.Ping))
            throw new NotSupportedException($"This loop takes messages and pings, not {piece.Header.Opcode} {piece.Error}");
        if (!piece.IsControl)
            return new(
                piece.Consumed,
                piece.Needed,
                piece.IsData ? StepEvent.Data : StepEvent.Nothing,
                piece.Kind,
                piece.Final,
                lent[..piece.Delivered]
            );

        var length = (int)piece.Header.Length;
        Masking.Apply(input.Span.Slice(piece.Header.Size, length), lent.Span, piece.Header.Key);
        return new(piece.Consumed, 0, StepEvent.Ping, default, Final: false, lent[..length]);
    }
}
