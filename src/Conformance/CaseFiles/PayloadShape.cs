namespace Pure.WebSockets.Conformance;

/// <summary>
/// Finds the structure of a long payload, so that a case file can describe how the payload is generated instead of listing its bytes.
/// </summary>
internal static class PayloadShape
{
    // The minimum lengths, in bytes, of pieces that are described by their structure. For shorter pieces, a list of the bytes is easier to
    // read.
    private const int ShortestRun = 32;
    private const int ShortestScattered = 64;

    /// <summary>
    /// Returns the length of the shortest prefix whose repetition produces all the given bytes. The last repetition can be incomplete.
    /// </summary>
    public static int PeriodOf(ReadOnlySpan<byte> octets)
    {
        // The value borders[at] is the length of the longest proper prefix of octets[0..(at + 1)] that is also a suffix of these bytes.
        var borders = new int[octets.Length];
        for (var (at, border) = (1, 0); at < octets.Length; at++)
        {
            while (border > 0 && octets[at] != octets[border]) border = borders[border - 1];
            if (octets[at] == octets[border]) border++;
            borders[at] = border;
        }

        return octets.Length - (octets.Length == 0 ? 0 : borders[^1]);
    }

    /// <summary>
    /// Divides bytes into runs of equal bytes, prefixes of the text that <see cref="ScatteredText"/> generates, and other pieces.
    /// </summary>
    public static IReadOnlyList<Piece> Divide(ReadOnlySpan<byte> octets)
    {
        ReadOnlySpan<byte> scattered = System.Text.Encoding.ASCII.GetBytes(ScatteredText.Write(octets.Length));
        var pieces = new List<Piece>();
        var start = 0;
        for (var at = 0; at < octets.Length;)
        {
            var rest = octets[at..];
            var run = rest.IndexOfAnyExcept(rest[0]) is >= 0 and var end ? end : rest.Length;
            var known = rest.CommonPrefixLength(scattered);
            var found =
                known >= ShortestScattered ? new Piece(at, known, PieceKind.Scattered)
                : run >= ShortestRun ? new Piece(at, run, PieceKind.Run)
                : new Piece(at, run, PieceKind.Other);
            at += found.Length;
            if (found.Kind == PieceKind.Other) continue;
            if (found.Start > start) pieces.Add(new Piece(start, found.Start - start, PieceKind.Other));
            pieces.Add(found);
            start = at;
        }

        if (octets.Length > start) pieces.Add(new Piece(start, octets.Length - start, PieceKind.Other));
        return pieces;
    }
}

/// <summary>The structure of a piece of a payload.</summary>
internal enum PieceKind
{
    /// <summary>The bytes have no known structure.</summary>
    Other,

    /// <summary>All bytes are equal.</summary>
    Run,

    /// <summary>The bytes are a prefix of the text that <see cref="ScatteredText"/> generates.</summary>
    Scattered,
}

/// <summary>A piece of a payload.</summary>
/// <param name="Start">The index of the first byte.</param>
/// <param name="Length">The number of bytes.</param>
/// <param name="Kind">The structure of the piece.</param>
internal readonly record struct Piece(int Start, int Length, PieceKind Kind);
