namespace Pure.WebSockets;

/// <summary>
/// Writes and reads the compression contexts. The parameters of the contexts are not stored, because they are determined by the agreed
/// extensions and the connection's options. Each value that could cause an error in a later step is checked when it is read.
/// </summary>
internal static class ContextFormat
{
    private const byte NoCodes = 0;
    private const byte FixedCodes = 1;
    private const byte OwnCodes = 2;

    public static void Write(SnapshotWriter to, Connection connection)
    {
        to.Flag(connection.Deflation is not null);
        if (connection.Deflation is { } deflation) to.Bytes(deflation.Window.Span);
        to.Flag(connection.Inflation is not null);
        if (connection.Inflation is not { } inflation) return;
        to.Bytes(inflation.Window.Span);
        to.Number(inflation.Inflated);
        to.Number(inflation.TailTaken);
        Write(to, inflation.State);
    }

    /// <summary>Reads the contexts and returns the connection with these contexts.</summary>
    public static Connection Read(SnapshotReader from, Connection connection)
    {
        var fresh = connection.WithContexts();
        var deflation = from.Flag() ? ReadDeflation(from, fresh.Deflation) : null;
        var inflation = from.Flag() ? ReadInflation(from, fresh.Inflation, connection.Options.Limits) : null;
        return connection with { Deflation = deflation, Inflation = inflation };
    }

    private static DeflateContext? ReadDeflation(SnapshotReader from, DeflateContext? fresh) =>
        fresh is null ? from.Broken(fresh) : ReadWindow(from, fresh.WindowBits) is { Length: > 0 } window ? fresh.With(window) : fresh;

    private static InflateContext? ReadInflation(SnapshotReader from, InflateContext? fresh, Limits limits)
    {
        if (fresh is null) return from.Broken(fresh);
        var window = ReadWindow(from, fresh.WindowBits);
        return fresh with
        {
            Window = window,
            Inflated = from.Number(0, limits.Plain),
            TailTaken = from.Int(InflateContext.Tail.Length),
            State = ReadState(from, window),
        };
    }

    private static Window ReadWindow(SnapshotReader from, int windowBits)
    {
        var bytes = from.Bytes();
        return bytes.Length <= WindowSize.Of(windowBits) ? Window.Of(bytes) : from.Broken(Window.Empty);
    }

    private static void Write(SnapshotWriter to, in InflaterState state)
    {
        to.Byte((byte)state.Phase);
        to.Number((long)state.Bits);
        to.Number(state.BitCount);
        to.Flag(state.FinalBlock);
        to.Number(state.Remaining);
        to.Number(state.Distance);
        to.Number(state.LiteralCodes);
        to.Number(state.DistanceCodes);
        to.Number(state.PrecodeCodes);
        to.Bytes(state.Lengths.Span);
        to.Byte(state.Codes is null ? NoCodes : ReferenceEquals(state.Codes, BlockCodes.Fixed) ? FixedCodes : OwnCodes);
        if (state.Codes is null || ReferenceEquals(state.Codes, BlockCodes.Fixed)) return;
        to.Bytes(state.Codes.Literals.Span);
        to.Bytes(state.Codes.Distances.Span);
    }

    private static InflaterState ReadState(SnapshotReader from, Window window)
    {
        var state = new InflaterState
        {
            Phase = from.OneOf<InflaterPhase>(),
            Bits = (ulong)from.Number(long.MinValue),
            BitCount = from.Int(63),
            FinalBlock = from.Flag(),
            Remaining = from.Int(ushort.MaxValue),
            Distance = from.Int(window.Length),
            LiteralCodes = from.Int(DeflateAlphabet.LiteralSymbols),
            DistanceCodes = from.Int(DeflateAlphabet.DistanceSymbols),
            PrecodeCodes = from.Int(DeflateAlphabet.PrecodeSymbols),
            Lengths = from.Bytes(),
            Codes = ReadCodes(from),
        };
        return IsSound(state) ? state : from.Broken(default(InflaterState));
    }

    private static BlockCodes? ReadCodes(SnapshotReader from)
    {
        var which = from.Byte();
        if (which != OwnCodes) return which == FixedCodes ? BlockCodes.Fixed : which == NoCodes ? null : from.Broken<BlockCodes?>(null);
        var (literals, distances) = (from.Bytes(), from.Bytes());
        return
            literals.Length <= DeflateAlphabet.LiteralSymbols
            && distances.Length <= DeflateAlphabet.DistanceSymbols
            && AreLengths(literals)
            && AreLengths(distances)
            ? BlockCodes.Of(literals, distances) ?? from.Broken<BlockCodes?>(null)
            : from.Broken<BlockCodes?>(null);
    }

    private static bool IsSound(in InflaterState state) =>
        state.Bits >> state.BitCount == 0
        && state.Phase is InflaterPhase.Symbols or InflaterPhase.Match == state.Codes is not null
        && (state.Phase is not (InflaterPhase.StoredLength or InflaterPhase.Stored) || (state.BitCount & 7) == 0)
        && (state.Phase != InflaterPhase.Match || state is { Distance: > 0, Remaining: > 0 and <= DeflateAlphabet.MaxMatch })
        && state.Phase switch
        {
            InflaterPhase.Precode => state.Lengths.Length < state.PrecodeCodes && AreLengths(state.Lengths.Span),
            InflaterPhase.CodeLengths => state.LiteralCodes > DeflateAlphabet.EndOfBlock && state.DistanceCodes > 0
                && state.Lengths.Length >= DeflateAlphabet.PrecodeSymbols
                && state.Lengths.Length < DeflateAlphabet.PrecodeSymbols + state.LiteralCodes + state.DistanceCodes
                && !state
                    .Lengths.Span[..DeflateAlphabet.PrecodeSymbols]
                    .ContainsAnyExceptInRange((byte)0, (byte)DeflateAlphabet.MaxPrecodeBits)
                && AreLengths(state.Lengths.Span),
            _ => state.Lengths.Length == 0,
        };

    private static bool AreLengths(ReadOnlySpan<byte> lengths) =>
        !lengths.ContainsAnyExceptInRange((byte)0, (byte)DeflateAlphabet.MaxCodeBits);
}
