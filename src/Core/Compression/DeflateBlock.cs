using System.Runtime.CompilerServices;

namespace Pure.WebSockets;

/// <summary>The literals and matches of the current block, and the frequency of each symbol.</summary>
internal ref struct DeflateBlock
{
    /// <summary>
    /// The maximum number of literals and matches in a block. With larger blocks, a message needs fewer block headers. With smaller blocks,
    /// the codes fit the content of each block better.
    /// </summary>
    public const int MaxTokens = 8192;

    private const int MatchShift = 16;

    private readonly Span<uint> tokens;
    private readonly Span<int> literals;
    private readonly Span<int> distances;

    /// <param name="tokens">
    /// Memory for literals and matches. The length of this memory is the maximum number of literals and matches in the block.
    /// </param>
    /// <param name="frequencies">Memory for the symbol counts, with at least <see cref="Frequencies"/> entries.</param>
    public DeflateBlock(Span<uint> tokens, Span<int> frequencies)
    {
        this.tokens = tokens;
        literals = frequencies[..DeflateAlphabet.LiteralSymbols];
        distances = frequencies.Slice(DeflateAlphabet.LiteralSymbols, DeflateAlphabet.DistanceSymbols);
    }

    public static int Frequencies => DeflateAlphabet.LiteralSymbols + DeflateAlphabet.DistanceSymbols;

    /// <summary>The number of literals and matches in the block.</summary>
    public int Count { get; private set; }

    /// <summary>The number of bytes that the literals and matches represent.</summary>
    public int Plain { get; private set; }

    public readonly bool IsFull => Count == tokens.Length;

    public readonly ReadOnlySpan<uint> Tokens => tokens[..Count];

    public readonly ReadOnlySpan<int> Literals => literals;

    public readonly ReadOnlySpan<int> Distances => distances;

    /// <summary>Returns the length of a match, or 0 if the token is a literal.</summary>
    public static int Length(uint token) => (int)(token >> MatchShift);

    /// <summary>Returns the byte of a literal, or the distance of a match.</summary>
    public static int Value(uint token) => (int)(token & ((1 << MatchShift) - 1));

    public void Clear()
    {
        literals.Clear();
        distances.Clear();
        literals[DeflateAlphabet.EndOfBlock] = 1;
        Count = 0;
        Plain = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddLiteral(byte literal)
    {
        literals[literal]++;
        tokens[Count++] = literal;
        Plain++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddMatch(int length, int distance)
    {
        literals[DeflateAlphabet.FirstLength + DeflateAlphabet.LengthSlot(length)]++;
        distances[DeflateAlphabet.DistanceSlot(distance)]++;
        tokens[Count++] = ((uint)length << MatchShift) | (uint)distance;
        Plain += length;
    }
}
