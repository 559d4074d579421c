namespace Pure.WebSockets;

/// <summary>
/// Finds the empty line that ends a head. Each byte is read only once, so the total cost is linear in the length of the head, regardless of
/// how the input is split. The state between two calls is a single integer.
/// </summary>
internal static class HeadScanner
{
    /// <summary>The state at the start of a line, after the CR LF of the previous line.</summary>
    public const int LineEnded = 2;

    /// <summary>The state after the empty line that ends the head.</summary>
    public const int Ended = 4;

    /// <summary>
    /// The state after a line feed without a carriage return (RFC 9112 §2.2), or after a carriage return without a line feed.
    /// </summary>
    public const int Broken = 5;

    /// <summary>Continues the search with more input.</summary>
    /// <param name="matched">The number of bytes at the end of the previous input that match the beginning of CR LF CR LF.</param>
    /// <param name="input">The next input.</param>
    /// <returns>
    /// The new number of matched bytes, or <see cref="Broken"/>, and the number of bytes that were read. Reading stops at the end of the
    /// head or at the first invalid line ending.
    /// </returns>
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
