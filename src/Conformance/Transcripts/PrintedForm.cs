using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Formats bytes for the reports. Data of up to 60 bytes is printed completely. For longer data, at most the first 64 bytes are printed,
/// followed by an ellipsis.
/// </summary>
internal static class PrintedForm
{
    private const int WholeUpTo = 60;
    private const int Shown = 64;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// Returns the bytes as text if the printed bytes are valid UTF-8. Otherwise, returns "0x" followed by hexadecimal digits.
    /// </summary>
    /// <param name="octets">The bytes, or the first bytes of longer data.</param>
    /// <param name="length">The length of the complete data in bytes, or -1 if <paramref name="octets"/> is the complete data.</param>
    public static string Ascii(ReadOnlySpan<byte> octets, int length = -1)
    {
        var shown = Cut(octets, length, out var ellipsis);
        return System.Text.Unicode.Utf8.IsValid(shown) ? Strict.GetString(shown) + ellipsis : "0x" + Hex(octets, length);
    }

    /// <summary>Returns a description of events for use within a sentence.</summary>
    public static string Of(Seq<PeerEvent> events) =>
        events.IsEmpty ? "nothing" : string.Join(", ", LongList.Shorten([.. events.Map(Of)], "event"));

    private static string Of(PeerEvent one) => one switch
    {
        PeerEvent.Message message => $"{(message.Kind == MessageKind.Text ? "text" : "binary")} \"{Ascii(message.Data.Memory.Span)}\"",
        PeerEvent.Agreed agreed => $"message {agreed.Step} of the prelude",
        PeerEvent.Pong pong => $"a pong \"{Ascii(pong.Data.Memory.Span)}\"",
        PeerEvent.IllegalFrame illegal => $"an illegal frame: {illegal.Seen} ({illegal.Rule})",
        PeerEvent.Timeout timeout => $"the end of wait {timeout.Tag}",
        _ => "",
    };

    /// <summary>Returns the bytes as hexadecimal digits.</summary>
    /// <param name="octets">The bytes, or the first bytes of longer data.</param>
    /// <param name="length">The length of the complete data in bytes, or -1 if <paramref name="octets"/> is the complete data.</param>
    public static string Hex(ReadOnlySpan<byte> octets, int length = -1) =>
        Convert.ToHexStringLower(Cut(octets, length, out var ellipsis)) + ellipsis;

    private static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> octets, int length, out string ellipsis)
    {
        var isLong = (length < 0 ? octets.Length : length) > WholeUpTo;
        ellipsis = isLong ? " ..." : "";
        return isLong ? octets[..Math.Min(Shown, octets.Length)] : octets;
    }
}
