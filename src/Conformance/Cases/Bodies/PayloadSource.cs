using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// A long body of data from which messages are cut, one after the other. At its end, cutting starts again at the beginning. The data is
/// generated from a fixed seed on first use. Lengths, kinds and compression ratios are those of the files of the Autobahn Testsuite.
/// </summary>
internal sealed class PayloadSource
{
    private readonly Lazy<byte[]> octets;
    private readonly Lazy<int[]> codePoints;

    private PayloadSource(string name, MessageKind kind, int length, Func<byte[]> make)
    {
        Name = name;
        Kind = kind;
        Length = length;
        octets = new Lazy<byte[]>(make);
        codePoints = new Lazy<int[]>(() => CodePointsOf(octets.Value));
    }

    /// <summary>194,056 code points of JSON, ASCII only, sent as text.</summary>
    public static PayloadSource Json { get; } = OfText("a JSON text", 194_056, () => Records.WriteJson(194_056, seed: 7));

    /// <summary>263,222 bytes of a picture, sent as binary.</summary>
    public static PayloadSource Picture { get; } =
        new("a picture", MessageKind.Binary, 263_222, () => Conformance.Picture.Draw(263_222, seed: 7));

    /// <summary>222,218 bytes of prose, sent as binary.</summary>
    public static PayloadSource Prose { get; } =
        new("prose", MessageKind.Binary, 222_218, () => Encoding.ASCII.GetBytes(Conformance.Prose.Write(222_218, seed: 1)));

    /// <summary>263,620 code points of HTML, 26 of them beyond ASCII, sent as text.</summary>
    public static PayloadSource Html { get; } = OfText("an HTML text", 263_620, () => Records.WriteHtml(263_620, beyondAscii: 26, seed: 7));

    /// <summary>1,042,328 bytes of a document, sent as binary.</summary>
    public static PayloadSource Document { get; } =
        new("a document", MessageKind.Binary, 1_042_328, () => Conformance.Document.Write(1_042_328, seed: 7));

    /// <summary>Its description, as words for a sentence.</summary>
    public string Name { get; }

    /// <summary>The kind of message it is sent as.</summary>
    public MessageKind Kind { get; }

    /// <summary>The length: code points for text, otherwise bytes.</summary>
    public int Length { get; }

    /// <summary>All data.</summary>
    public ByteString Octets => octets.Value;

    /// <summary>
    /// Returns the message with this number, from 0, if each message has this length. The unit is that of <see cref="Length"/>.
    /// </summary>
    public PayloadWindow Window(int number, int length)
    {
        var start = (int)((long)number * length % Length);
        var end = (start + length) % Length;
        return end > start
            ? new PayloadWindow(Part(start, end), default)
            : new PayloadWindow(Part(start, Length), Part(0, end));
    }

    private static PayloadSource OfText(string name, int length, Func<string> make) =>
        new(name, MessageKind.Text, length, () => Encoding.UTF8.GetBytes(make()));

    private ReadOnlyMemory<byte> Part(int start, int end) => Kind == MessageKind.Text && octets.Value.Length != Length
        ? octets.Value.AsMemory(codePoints.Value[start]..codePoints.Value[end])
        : octets.Value.AsMemory(start..end);

    /// <summary>Returns the offset of each code point, and the end.</summary>
    private static int[] CodePointsOf(byte[] text) =>
        [.. Enumerable.Range(0, text.Length).Where(at => (text[at] & 0xC0) != 0x80), text.Length];

    /// <inheritdoc/>
    public override string ToString() => Name;
}
