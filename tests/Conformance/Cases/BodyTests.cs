using System.IO.Compression;
using System.Text;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// The data of families 12 and 13. It is our own, but has the lengths, kinds and compression ratios of the Autobahn Testsuite's.
/// </summary>
public sealed class BodyTests
{
    private static readonly Dictionary<string, PayloadSource> Bodies = new[]
    {
        PayloadSource.Json,
        PayloadSource.Picture,
        PayloadSource.Prose,
        PayloadSource.Html,
        PayloadSource.Document,
    }.ToDictionary(body => body.Name, StringComparer.Ordinal);

    [Theory]
    [InlineData("a JSON text", MessageKind.Text, 194056, 194056, 0)]
    [InlineData("a picture", MessageKind.Binary, 263222, 263222, -1)]
    [InlineData("prose", MessageKind.Binary, 222218, 222218, 0)]
    [InlineData("an HTML text", MessageKind.Text, 263620, 263647, 26)]
    [InlineData("a document", MessageKind.Binary, 1042328, 1042328, -1)]
    public void A_body_has_its_length_and_kind(string name, MessageKind kind, int length, int octets, int beyondAscii)
    {
        var body = Bodies[name];
        Assert.Equal((kind, length, octets), (body.Kind, body.Length, body.Octets.Length));
        if (beyondAscii < 0) return;
        Assert.True(System.Text.Unicode.Utf8.IsValid(body.Octets.Memory.Span));
        var text = body.Octets.ToText();
        Assert.Equal((length, beyondAscii), (text.Length, text.Count(letter => letter > 0x7F)));
        Assert.DoesNotContain(text, char.IsSurrogate);
    }

    // The ratios of the Autobahn Testsuite's data with zlib 1.2.13, level 6, a window of 32 KiB and context takeover. Past 32,768 nothing
    // changes.
    [Theory]
    [InlineData("a JSON text", 0.292, 0.113, 0.067, 0.057, 0.048, 0.045, 0.044, 0.044)]
    [InlineData("a picture", 1.103, 0.996, 0.966, 0.909, 0.859, 0.851, 0.850, 0.851)]
    [InlineData("prose", 0.727, 0.544, 0.482, 0.422, 0.396, 0.390, 0.387, 0.386)]
    [InlineData("an HTML text", 0.415, 0.148, 0.077, 0.066, 0.059, 0.056, 0.055, 0.055)]
    [InlineData("a document", 1.084, 1.027, 0.973, 0.786, 0.777, 0.768, 0.763, 0.761)]
    public void A_body_is_as_compressible_as_the_old_suites_data(string name, params double[] ratios)
    {
        int[] lengths = [16, 64, 256, 1024, 4096, 8192, 16384, 32768];
        var differences = lengths.Zip(ratios, (length, ratio) => (Length: length, Difference: (Ratio(Bodies[name], length) / ratio) - 1));
        // With node's zlib each ratio is within 8 %. The framework's implementation differs: 15 %, and 20 % for the shortest messages.
        Assert.All(differences, one => Assert.InRange(Math.Abs(one.Difference), 0, one.Length <= 64 ? 0.20 : 0.15));
    }

    [Theory]
    [InlineData("a JSON text", 131072)]
    [InlineData("an HTML text", 65536)]
    [InlineData("a document", 131072)]
    [InlineData("prose", 16)]
    public void A_message_starts_where_the_one_before_ended_and_the_end_goes_on_with_the_beginning(string name, int length)
    {
        var body = Bodies[name];
        var units =
            body.Kind == MessageKind.Text
                ? [.. body.Octets.ToText().EnumerateRunes().Select(rune => Encoding.UTF8.GetBytes(rune.ToString()))]
                : Array.ConvertAll(body.Octets.ToArray(), octet => new[] { octet });
        var at = 0;
        for (var number = 0; number < 40; number++)
        {
            var end = (at + length) % units.Length;
            var expected = end > at ? units[at..end] : [.. units[at..], .. units[..end]];
            var window = body.Window(number, length);
            Assert.True(expected.SelectMany(unit => unit).SequenceEqual(window.Joined().ToArray()), $"{number}");
            Assert.True(window.Is(window.Joined().Span));
            at = end;
        }
    }

    [Fact]
    public void A_message_that_ends_with_the_body_is_in_one_part()
    {
        var half = PayloadSource.Json.Window(1, PayloadSource.Json.Length / 2);
        Assert.Equal((PayloadSource.Json.Length / 2, 0), (half.First.Length, half.Second.Length));
        Assert.Equal(0, PayloadSource.Json.Window(2, PayloadSource.Json.Length / 2).Second.Length);
    }

    [Fact]
    public void Another_byte_anywhere_is_another_message()
    {
        var window = PayloadSource.Json.Window(1, 131072);
        Assert.False(window.Second.IsEmpty);
        foreach (var at in new[] { 0, window.First.Length - 1, window.First.Length, window.Length - 1 })
        {
            var other = window.Joined().ToArray();
            other[at] ^= 1;
            Assert.False(window.Is(other));
        }

        Assert.False(window.Is(window.Joined().Span[..^1]));
    }

    /// <summary>
    /// Over a thousand messages; for long messages over two rounds of the longest body, because nothing changes after that.
    /// </summary>
    private static double Ratio(PayloadSource body, int length)
    {
        var count = Math.Min(1000, (2 * PayloadSource.Document.Length / length) + 1);
        using var sink = new MemoryStream();
        using var deflate = new DeflateStream(sink, new ZLibCompressionOptions { CompressionLevel = 6 }, leaveOpen: true);
        long compressed = 0, uncompressed = 0;
        for (var number = 0; number < count; number++)
        {
            var message = body.Window(number, length).Joined();
            deflate.Write(message.Span);
            deflate.Flush();
            compressed += sink.Length - 4;
            uncompressed += message.Length;
            sink.SetLength(0);
        }

        return (double)compressed / uncompressed;
    }
}
