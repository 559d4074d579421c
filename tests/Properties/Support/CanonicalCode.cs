namespace Pure.WebSockets.Properties;

/// <summary>
/// The prefix code that code lengths make (RFC 1951 §3.2.2), as the RFC tells it: shorter codes first, those of one length in the order
/// of their symbols.
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

    /// <summary>The code of each symbol; the length is 0 where it has none.</summary>
    public (int Code, int Length)[] Codes { get; }

    /// <summary>How much of the space of 32,768 codes is taken.</summary>
    public int Taken { get; }

    /// <summary>Whether every run of bits begins with one code.</summary>
    public bool IsComplete => Taken == 1 << Longest;

    /// <summary>Whether there is no code at all, or one of one bit: what may be incomplete (§3.2.7).</summary>
    public bool IsOneOrNone => Codes.All(code => code.Length <= 1) && Codes.Count(code => code.Length == 1) <= 1;

    /// <summary>Whether the bits so far, the first one highest, are a code, and whose.</summary>
    public bool TryFind(int code, int length, out int symbol) => symbols.TryGetValue((code, length), out symbol);
}
