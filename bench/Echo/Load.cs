using System.Text;

namespace Pure.WebSockets.Bench;

/// <summary>What a server is asked to echo.</summary>
/// <param name="Connections">How many connections at once.</param>
/// <param name="Depth">How many messages are on their way on each.</param>
/// <param name="Bytes">The length of a message.</param>
/// <param name="Kind">Text or binary.</param>
/// <param name="MultiByte">Text beyond ASCII.</param>
internal sealed record Load(int Connections, int Depth, int Bytes, MessageKind Kind, bool MultiByte)
{
    private const int Different = 8;

    /// <summary>The messages that are sent in turn: no two alike, so that an echo in the wrong place is seen.</summary>
    public byte[][] Messages() => [.. Enumerable.Range(0, Different).Select(Message)];

    /// <summary>The load in words.</summary>
    public override string ToString() =>
        $"{Connections} × {Depth}, {(Bytes >= 1024 * 1024 ? $"{Bytes / 1024 / 1024} MiB" : Bytes >= 1024 ? $"{Bytes / 1024} KiB" : $"{Bytes} B")} {(MultiByte ? "multi-byte text" : Kind == MessageKind.Text ? "ASCII text" : "binary")}";

    private byte[] Message(int number)
    {
        var random = new Random(number);
        var message = new byte[Bytes];
        random.NextBytes(message);
        if (Kind == MessageKind.Binary) return message;
        var text = new StringBuilder();
        while (text.Length < Bytes) text.Append(MultiByte ? new Rune(random.Next(4) switch { 0 => random.Next('a', 'z'), 1 => random.Next(0x3B1, 0x3C9), 2 => random.Next(0x4E00, 0x9FA5), _ => random.Next(0x1F300, 0x1F5FF) }) : new Rune(random.Next('a', 'z')));
        var encoded = Encoding.UTF8.GetBytes(text.ToString()).AsSpan();
        var length = Bytes;
        while ((encoded[length] & 0xC0) == 0x80) length--;

        // What a code point left over is filled with dots.
        message.AsSpan().Fill((byte)'.');
        encoded[..length].CopyTo(message);
        return message;
    }
}
