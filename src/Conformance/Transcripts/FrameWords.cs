namespace Pure.WebSockets.Conformance;

/// <summary>Describes frames and timers in words.</summary>
internal static class FrameWords
{
    /// <summary>The maximum number of payload bytes that the transcript of a heavy case contains for each frame.</summary>
    public const int KeptOctets = 64;

    /// <summary>Returns the name of an opcode (RFC 6455 §5.2).</summary>
    public static string Opcode(int opcode) => opcode switch
    {
        0 => "continuation",
        1 => "text",
        2 => "binary",
        8 => "close",
        9 => "ping",
        10 => "pong",
        _ => $"reserved {opcode}",
    };

    /// <summary>Returns the names of the reserved bits that are set, or an empty string if no reserved bit is set.</summary>
    public static string Reserved(int reserved) =>
        string.Join(
            ' ',
            new[] { (4, "RSV1"), (2, "RSV2"), (1, "RSV3") }.Where(bit => (reserved & bit.Item1) != 0).Select(bit => bit.Item2)
        );

    /// <summary>
    /// Returns the status code and the reason of a close frame, or the start of the payload of any other frame. At most
    /// <paramref name="most"/> characters are quoted.
    /// </summary>
    public static string Payload(int opcode, ReadOnlySpan<byte> start, int most) =>
        opcode == 8 && start.Length >= 2 ? $"{(start[0] << 8) | start[1]}{(start.Length > 2 ? $" {Quoted(start[2..], most)}" : "")}"
        : start.Length == 0 ? ""
        : Quoted(start, most);

    private static string Quoted(ReadOnlySpan<byte> octets, int most)
    {
        var text = PrintedForm.Ascii(octets);
        return text.Length <= most ? $"“{text}”" : $"“{text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)]}…”";
    }

    /// <summary>Returns a number of bytes as text, such as "1 byte".</summary>
    public static string Length(int octets) => CountText.Of(octets, "byte");

    /// <summary>Returns a description of the tester's action when a timer elapses.</summary>
    public static string Timer(TesterTimer timer, Option<string> tag) => timer switch
    {
        TesterTimer.Wait => $"continue{tag.Map(name => $", as {name} if still open").IfNone("")}",
        TesterTimer.Fail => "fail the connection",
        TesterTimer.Close => "close the connection",
        TesterTimer.ClosingHandshake => "stop waiting for a close frame",
        TesterTimer.TransportEnd => "stop waiting for the end of TCP",
        TesterTimer.Ping => "send a ping of its own",
        TesterTimer.Pong => "stop waiting for the pong",
        TesterTimer.Next => "continue at once",
        TesterTimer.Settle => "stop waiting for what the peer owes",
        _ => "end the case",
    };

    /// <summary>Returns a time in milliseconds as text, without the unit.</summary>
    public static string Milliseconds(TimeSpan time) =>
        time.TotalMilliseconds.ToString(time.TotalMilliseconds < 100 ? "0.##" : "0", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Returns a time in seconds as text, with the unit.</summary>
    public static string Seconds(TimeSpan time) =>
        time.TotalSeconds.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture) + " s";
}
