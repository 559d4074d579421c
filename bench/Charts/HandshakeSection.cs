namespace Pure.WebSockets.Bench;

/// <summary>The time of the first opening handshake beside that of the hundredth.</summary>
internal static class HandshakeSection
{
    public static Section Of(Rows rows) => new(MarkdownTable.Of(
        ["server", "first, µs", "hundredth, µs", "first by hundredth", "least … most"],
        rows.Select(row => (string[])
        [
            row.Server.Name(), Figure.Of(row.FirstMicroseconds), Figure.Of(row.HundredthMicroseconds), Figure.Of(row.Ratio),
            $"{Figure.Of(row.LeastRatio)} … {Figure.Of(row.MostRatio)}",
        ])));

    /// <summary>The results of the command.</summary>
    internal sealed class Rows : List<HandshakeRow>;
}
