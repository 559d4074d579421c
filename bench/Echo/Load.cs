using System.Globalization;

namespace Pure.WebSockets.Bench;

/// <summary>What a server is asked to echo.</summary>
/// <param name="Connections">How many connections at once.</param>
/// <param name="Depth">How many messages are on their way on each.</param>
/// <param name="Bytes">The length of a message.</param>
/// <param name="Kind">Text or binary.</param>
/// <param name="MultiByte">Text beyond ASCII.</param>
/// <param name="Rate">How many are sent a second, over all connections, as many at once as may be on their way on one; zero: the next as
/// soon as the echo is there.</param>
internal sealed record Load(int Connections, int Depth, int Bytes, MessageKind Kind, bool MultiByte, int Rate = 0)
{
    private const int Different = 8;
    private const int MostBytesOfAll = 32 * 1024 * 1024;

    /// <summary>The messages that are sent in turn: no two alike, so that an echo in the wrong place is seen.</summary>
    public byte[][] Messages() => [.. Enumerable.Range(0, Math.Min(Different, MostBytesOfAll / Bytes)).Select(Message)];

    /// <summary>The load in words.</summary>
    public override string ToString() =>
        $"{Connections} × {Depth}, "
            + $"{(Bytes >= 1024 * 1024 ? $"{Bytes / 1024 / 1024} MiB" : Bytes >= 1024 ? $"{Bytes / 1024} KiB" : $"{Bytes} B")} "
            + $"{(MultiByte ? "multi-byte text" : Kind == MessageKind.Text ? "ASCII text" : "binary")}"
        + (Rate > 0 ? string.Create(CultureInfo.InvariantCulture, $", {Rate:#,0}/s") : "");

    private byte[] Message(int number)
    {
        if (Kind == MessageKind.Text) return Payload.Text(Bytes, MultiByte, number);
        var message = new byte[Bytes];
        new Random(number).NextBytes(message);
        return message;
    }
}
