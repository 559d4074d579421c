namespace Pure.WebSockets.FsCheck;

/// <summary>The fixed codes of DEFLATE (RFC 1951 §3.2.6).</summary>
internal static class FixedCodes
{
    /// <summary>The code for literals and lengths.</summary>
    public static CanonicalCode Literals { get; } = new(
        Enumerable
            .Range(0, 288)
            .Select(symbol =>
                (byte)(
                    symbol < 144 ? 8
                    : symbol < 256 ? 9
                    : symbol < 280 ? 7
                    : 8
                )
            )
            .ToArray()
    );

    /// <summary>The code for distances.</summary>
    public static CanonicalCode Distances { get; } = new(Enumerable.Repeat((byte)5, 32).ToArray());
}
