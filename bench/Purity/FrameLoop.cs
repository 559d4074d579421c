using System.Runtime.CompilerServices;

namespace Pure.WebSockets.Bench;

/// <summary>
/// A frame loop of a server by the core's own readers of headers, fragments and masked payloads, without opening, closing, compression
/// and timers. It is there once for each way to hold the state and to tell what happened, and these differ in nothing else.
/// </summary>
internal static class FrameLoop
{
    /// <summary>The state changes in place.</summary>
    public static Told Receive(MutableState state, ReadOnlyMemory<byte> input, Memory<byte> lent) =>
        TryWhole(state.Receiving, state.Fixed.Options.Limits, input, lent, out var told)
            ? told
            : ReadPiece(ref state.Receiving, state.Fixed.Options.Limits, input, lent);

    /// <summary>The state is an object: a new one where something changed, else the old one.</summary>
    public static Told<ImmutableState> Receive(ImmutableState state, ReadOnlyMemory<byte> input, Memory<byte> lent)
    {
        if (TryWhole(state.Value.Receiving, state.Value.Options.Limits, input, lent, out var told)) return new(state, told);
        var receiving = state.Value.Receiving;
        told = ReadPiece(ref receiving, state.Value.Options.Limits, input, lent);
        return new(receiving == state.Value.Receiving ? state : new ImmutableState(state.Value with { Receiving = receiving }), told);
    }

    /// <summary>The state is a value: given by reference, returned as a copy.</summary>
    public static Told<State> Receive(in State state, ReadOnlyMemory<byte> input, Memory<byte> lent)
    {
        if (TryWhole(state.Receiving, state.Options.Limits, input, lent, out var told)) return new(state, told);
        var receiving = state.Receiving;
        told = ReadPiece(ref receiving, state.Options.Limits, input, lent);
        return new(state with { Receiving = receiving }, told);
    }

    /// <summary>As <see cref="Receive(ImmutableState, ReadOnlyMemory{byte}, Memory{byte})"/>, and what happened is a record.</summary>
    public static ToldByRecord ReceiveRecord(ImmutableState state, ReadOnlyMemory<byte> input, Memory<byte> lent)
    {
        var (next, told) = Receive(state, input, lent);
        return new(next, told.Consumed, told.Needed, EffectOf(told));
    }

    /// <summary>As <see cref="ReceiveRecord"/>, and the record is in a list, as in a <see cref="Transition"/>.</summary>
    public static ToldBySeq ReceiveSeq(ImmutableState state, ReadOnlyMemory<byte> input, Memory<byte> lent)
    {
        var (next, told) = Receive(state, input, lent);
        return new(
            next,
            told.Consumed,
            told.Needed,
            EffectOf(told) is { } effect ? LanguageExt.Seq.create(effect) : LanguageExt.Seq<Effect>.Empty
        );
    }

    private static Effect? EffectOf(in Told told) => told.Happening switch
    {
        Happening.Data => new Effect.MessagePiece(told.Kind, told.Payload, told.Final),
        Happening.Ping => new Effect.PingReceived(told.Payload),
        _ => null,
    };

    /// <summary>A message that lies whole in the input, in one frame: it changes no state.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryWhole(in Receiving receiving, Limits limits, ReadOnlyMemory<byte> input, Memory<byte> lent, out Told told)
    {
        told = default;
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
        told = new(message.FrameSize, 0, Happening.Data, message.Kind, Final: true, lent[..message.Length]);
        return true;
    }

    /// <summary>Whatever else the input begins with.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Told ReadPiece(ref Receiving receiving, Limits limits, ReadOnlyMemory<byte> input, Memory<byte> lent)
    {
        Inflation? inflation = null;
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
                piece.IsData ? Happening.Data : Happening.Nothing,
                piece.Kind,
                piece.Final,
                lent[..piece.Delivered]
            );

        var length = (int)piece.Header.Length;
        Masking.Apply(input.Span.Slice(piece.Header.Size, length), lent.Span, piece.Header.Key);
        return new(piece.Consumed, 0, Happening.Ping, default, Final: false, lent[..length]);
    }
}
