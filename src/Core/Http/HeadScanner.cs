namespace Pure.WebSockets;

/// <summary>
/// Looks for the empty line that ends a head, a byte at a time: what it knows between two reads is one small number, so the cost is
/// linear however the head was cut.
/// </summary>
internal static class HeadScanner
{
    /// <summary>The end of a line was seen, and nothing of the next.</summary>
    public const int LineEnded = 2;

    /// <summary>The end of the empty line was seen.</summary>
    public const int Ended = 4;

    /// <summary>A line feed without its carriage return (RFC 9112 §2.2), or the other way round.</summary>
    public const int Broken = 5;

    /// <summary>
    /// Follows <paramref name="matched"/>, how many bytes of CR LF CR LF the input so far ends in, through <paramref name="input"/>.
    /// </summary>
    /// <returns>The same afterwards, and how many bytes were looked at: up to the end of the head or the byte that broke the
    /// rule.</returns>
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
