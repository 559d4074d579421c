namespace Pure.WebSockets.FsCheck;

/// <summary>
/// The canonical prefix code that a list of code lengths defines (RFC 1951 §3.2.2). Shorter codes come first, and codes of the same length
/// are in the order of their symbols.
/// </summary>
internal sealed class CanonicalCode
{
    private const int Longest = 15;

    private readonly Dictionary<(int Code, int Length), int> symbols = [];

    public CanonicalCode(ReadOnlySpan<byte> lengths)
    {
        Codes = new (int, int)[lengths.Length];
        var code = 0;
        for (var length = 1; length <= Longest; length++)
        {
            code <<= 1;
            for (var symbol = 0; symbol < lengths.Length; symbol++)
            {
                if (lengths[symbol] != length) continue;
                Codes[symbol] = (code, length);
                symbols.TryAdd((code++, length), symbol);
                Taken += 1 << (Longest - length);
            }
        }
    }

    /// <summary>The code of each symbol. A length of 0 means that the symbol has no code.</summary>
    public (int Code, int Length)[] Codes { get; }

    /// <summary>
    /// The sum of 2^(15 - n) over all codes, where n is the number of bits of a code. The sum is 32,768 for a complete code. A larger sum
    /// means that the code lengths are oversubscribed.
    /// </summary>
    public int Taken { get; }

    /// <summary>Whether every sequence of bits begins with exactly one code.</summary>
    public bool IsComplete => Taken == 1 << Longest;

    /// <summary>
    /// Whether no symbol has a code, or a single symbol has a code of one bit. RFC 1951 §3.2.7 allows these two incomplete prefix codes.
    /// </summary>
    public bool IsOneOrNone => Codes.All(code => code.Length <= 1) && Codes.Count(code => code.Length == 1) <= 1;

    /// <summary>
    /// Finds the symbol with the given code. The first bit of the code is its most significant bit. Returns false if no symbol has this
    /// code.
    /// </summary>
    public bool TryFind(int code, int length, out int symbol) => symbols.TryGetValue((code, length), out symbol);
}
