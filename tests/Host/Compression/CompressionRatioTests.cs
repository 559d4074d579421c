using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Host.Tests;

/// <summary>
/// Compares the bytes on the wire of the catalogue's compression cases with zlib's output for the same messages.
/// </summary>
public sealed class CompressionRatioTests
{
    private static readonly int[] Lengths = [16, 64, 256, 1024, 4096, 8192, 16_384, 32_768, 65_536, 131_072];

    public static TheoryData<string> Bodies => [.. All.Select(body => body.Name)];

    private static PayloadSource[] All =>
        [PayloadSource.Json, PayloadSource.Picture, PayloadSource.Prose, PayloadSource.Html, PayloadSource.Document];

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Level_6_takes_at_most_a_tenth_more_than_zlib_and_a_quarter_more_in_smaller_windows(string name)
    {
        var body = Array.Find(All, body => body.Name == name)!;
        using var zlib = new NodeZlib();
        foreach (var length in Lengths)
        {
            var messages = Enumerable
                .Range(0, length > 8192 ? 16 : 100)
                .Select(number => body.Window(number, length).Joined().ToArray())
                .ToList();
            foreach (var windowBits in new[] { 15, 12, 9 })
            {
                var theirs = (await zlib.DeflateAsync(new ZlibSettings(windowBits, ContextTakeover: true), messages)).Sum(payload =>
                    payload.Length
                );
                var ours = Ours(windowBits, messages);
                Assert.True(
                    ours <= theirs * (windowBits == 15 ? 1.10 : 1.25),
                    $"{name}, {length} bytes, window 2^{windowBits}: {ours} bytes, zlib {theirs}"
                );
            }
        }

        await zlib.EndAsync();
    }

    private static int Ours(int windowBits, List<byte[]> messages)
    {
        var context = DeflateContext.Create(windowBits, contextTakeover: true, level: 6);
        return messages.Sum(message =>
        {
            (context, var payload) = context.Compress(message);
            return payload.Length;
        });
    }
}
