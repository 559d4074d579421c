using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// A long body of data that is divided into consecutive messages. After the end of the body, the messages continue from the beginning of
/// the body. The data is generated from a fixed seed on first use. The bodies have the same lengths and kinds as the files of the Autobahn
/// Testsuite, and similar compression ratios.
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

    /// <summary>JSON text of 194,056 ASCII characters, sent in text messages.</summary>
    public static PayloadSource Json { get; } = OfText("a JSON text", 194_056, () => Records.WriteJson(194_056, seed: 7));

    /// <summary>A picture of 263,222 bytes, sent in binary messages.</summary>
    public static PayloadSource Picture { get; } =
        new("a picture", MessageKind.Binary, 263_222, () => Conformance.Picture.Draw(263_222, seed: 7));

    /// <summary>Prose of 222,218 bytes, sent in binary messages.</summary>
    public static PayloadSource Prose { get; } =
        new("prose", MessageKind.Binary, 222_218, () => Encoding.ASCII.GetBytes(Conformance.Prose.Write(222_218, seed: 1)));

    /// <summary>HTML text of 263,620 code points, 26 of which are not ASCII, sent in text messages.</summary>
    public static PayloadSource Html { get; } = OfText("an HTML text", 263_620, () => Records.WriteHtml(263_620, beyondAscii: 26, seed: 7));

    /// <summary>A document of 1,042,328 bytes, sent in binary messages.</summary>
    public static PayloadSource Document { get; } =
        new("a document", MessageKind.Binary, 1_042_328, () => Conformance.Document.Write(1_042_328, seed: 7));

    /// <summary>A noun phrase that names the body, such as "a JSON text".</summary>
    public string Name { get; }

    /// <summary>The kind of the messages.</summary>
    public MessageKind Kind { get; }

    /// <summary>The length of the body, in code points for text and in bytes for binary data.</summary>
    public int Length { get; }

    /// <summary>The bytes of the whole body.</summary>
    public ByteString Octets => octets.Value;

    /// <summary>
    /// Returns the message with the given number. The first message has number 0. All messages have the given length, in the same unit as
    /// <see cref="Length"/>.
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

    /// <summary>Returns the byte offset of each code point, followed by the length of the text in bytes.</summary>
    private static int[] CodePointsOf(byte[] text) =>
        [.. Enumerable.Range(0, text.Length).Where(at => (text[at] & 0xC0) != 0x80), text.Length];

    /// <inheritdoc/>
    public override string ToString() => Name;
}
