namespace Pure.WebSockets.Bench;

/// <summary>What the first opening handshake takes, beside the hundredth.</summary>
internal static class HandshakeSection
{
    public static Section Of(Rows rows) => new(MarkdownTable.Of(
        ["server", "first, µs", "hundredth, µs", "first by hundredth", "least … most"],
        rows.Select(row => (string[])
        [
            row.Server.Name(), Figure.Of(row.FirstMicroseconds), Figure.Of(row.HundredthMicroseconds), Figure.Of(row.Ratio),
            $"{Figure.Of(row.LeastRatio)} … {Figure.Of(row.MostRatio)}",
        ])));

    /// <summary>What the command wrote.</summary>
    internal sealed class Rows : List<HandshakeRow>;
}
