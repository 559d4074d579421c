namespace Pure.WebSockets.FsCheck;

/// <summary>
/// The prefix code of given code lengths (RFC 1951 §3.2.2): shorter codes first, codes of one length in the order of their symbols.
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

    /// <summary>The code of each symbol; its length is 0 if the symbol has none.</summary>
    public (int Code, int Length)[] Codes { get; }

    /// <summary>The used part of the space of 32,768 codes.</summary>
    public int Taken { get; }

    /// <summary>Whether every sequence of bits begins with exactly one code.</summary>
    public bool IsComplete => Taken == 1 << Longest;

    /// <summary>Whether there is no code, or one of one bit. Such a code may be incomplete (§3.2.7).</summary>
    public bool IsOneOrNone => Codes.All(code => code.Length <= 1) && Codes.Count(code => code.Length == 1) <= 1;

    /// <summary>Whether the bits so far, the first one highest, are a code; and its symbol.</summary>
    public bool TryFind(int code, int length, out int symbol) => symbols.TryGetValue((code, length), out symbol);
}
