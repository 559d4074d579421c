using System.Globalization;

namespace Pure.WebSockets.Bench;

/// <summary>The load of a server.</summary>
/// <param name="Connections">The number of connections.</param>
/// <param name="Depth">The number of messages in flight on each connection.</param>
/// <param name="Bytes">The length of a message.</param>
/// <param name="Kind">Text or binary.</param>
/// <param name="MultiByte">Text beyond ASCII.</param>
/// <param name="Rate">The number of messages per second over all connections, sent in groups of Depth. Zero means that the next message is
/// sent as soon as the echo arrives.</param>
internal sealed record Load(int Connections, int Depth, int Bytes, MessageKind Kind, bool MultiByte, int Rate = 0)
{
    private const int Different = 8;
    private const int MostBytesOfAll = 32 * 1024 * 1024;

    /// <summary>The messages that are sent in turn. All differ, so that a misplaced echo is detected.</summary>
    public byte[][] Messages() => [.. Enumerable.Range(0, Math.Min(Different, MostBytesOfAll / Bytes)).Select(Message)];

    /// <summary>The description of the load.</summary>
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
