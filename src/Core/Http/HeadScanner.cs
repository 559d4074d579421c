namespace Pure.WebSockets;

/// <summary>
/// Searches for the empty line that ends a head, byte by byte. Its state between two reads is a small number, so the cost is linear however
/// the head is cut.
/// </summary>
internal static class HeadScanner
{
    /// <summary>The end of a line, and nothing of the next line, was read.</summary>
    public const int LineEnded = 2;

    /// <summary>The end of the empty line was read.</summary>
    public const int Ended = 4;

    /// <summary>A line feed without a carriage return was read (RFC 9112 §2.2), or a carriage return without a line feed.</summary>
    public const int Broken = 5;

    /// <summary>Continues the search with more input.</summary>
    /// <param name="matched">The number of bytes of CR LF CR LF that the input so far ends with.</param>
    /// <param name="input">The next input.</param>
    /// <returns>The new value of <paramref name="matched"/>, and the number of bytes that were read: up to the end of the head, or to the
    /// byte that breaks the rule.</returns>
    public static (int Matched, int Scanned) Scan(int matched, ReadOnlySpan<byte> input)
    {
        var at = 0;
        while (at < input.Length)
        {
            if (matched == 0)
            {
                var skipped = input[at..].IndexOfAny((byte)'\r', (byte)'\n');
                if (skipped < 0) return (0, input.Length);
                at += skipped;
            }

            matched = (input[at++], matched) switch
            {
                ((byte)'\r', 0 or 2) => matched + 1,
                ((byte)'\n', 1 or 3) => matched + 1,
                ((byte)'\r' or (byte)'\n', _) or (_, 1 or 3) => Broken,
                _ => 0,
            };
            if (matched >= Ended) return (matched, at);
        }

        return (matched, at);
    }
}
