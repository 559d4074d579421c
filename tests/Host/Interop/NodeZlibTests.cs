namespace Pure.WebSockets.Host.Tests;

public sealed class NodeZlibTests
{
    private const int Largest = 200 * 1024;

    [Theory]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(15)]
    public async Task What_is_compressed_here_zlib_inflates_with_a_window_of_that_size(int windowBits)
    {
        using var zlib = new NodeZlib();
        var samples = new Samples(windowBits);
        foreach (var takeover in new[] { true, false })
        {
            foreach (var level in new[] { 1, 6, 9 })
            {
                var messages = samples.Draw(40, Largest, windowBits);
                var context = DeflateContext.Create(windowBits, takeover, level);
                var payloads = messages.ConvertAll(message =>
                {
                    (context, var payload) = context.Compress(message);
                    return payload.ToArray();
                });
                AssertEqual(
                    messages,
                    await zlib.InflateAsync(windowBits, takeover, payloads),
                    $"level {level}, {(takeover ? "with" : "without")} context takeover"
                );
            }
        }

        await zlib.EndAsync();
    }

    [Theory]
    [InlineData(9)]
    [InlineData(15)]
    public async Task What_refers_further_back_than_the_window_zlib_refuses_so_nothing_above_did(int windowBits)
    {
        using var zlib = new NodeZlib();
        var message = new byte[(1 << (windowBits - 1)) + 400];
        new Random(windowBits).NextBytes(message);
        message.AsSpan(0, 300).CopyTo(message.AsSpan(^300));
        var (_, payload) = DeflateContext.Create(windowBits, contextTakeover: true).Compress(message);
        Assert.Equal(message, Assert.Single(await zlib.InflateAsync(windowBits, takeover: true, [payload.ToArray()])));
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            zlib.InflateAsync(windowBits - 1, takeover: true, [payload.ToArray()])
        );
        Assert.Contains("invalid distance too far back", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(15)]
    public async Task What_zlib_deflates_with_any_settings_is_inflated_here_with_a_window_of_that_size(int windowBits)
    {
        using var zlib = new NodeZlib();
        var samples = new Samples(windowBits);
        foreach (var settings in Settings(windowBits))
        {
            var messages = samples.Draw(6, Largest, windowBits);
            var context = InflateContext.Create(windowBits, settings.ContextTakeover);
            var inflated = (await zlib.DeflateAsync(settings, messages)).ConvertAll(payload =>
            {
                (context, var message) = context
                    .Inflate(payload, Largest)
                    .Match(result => result, error => throw new InvalidOperationException($"{settings}: {error}"));
                return message.ToArray();
            });
            AssertEqual(messages, inflated, $"{settings}");
        }

        await zlib.EndAsync();
    }

    // Every memory level with every strategy; each level and each kind of message end with some of them.
    private static IEnumerable<ZlibSettings> Settings(int windowBits)
    {
        var (random, flushes) = (new Random(windowBits), new[] { "Z_SYNC_FLUSH", "Z_FULL_FLUSH", "Z_FINISH" });
        foreach (var memoryLevel in Enumerable.Range(1, 9))
        {
            foreach (var strategy in Enumerable.Range(0, 5))
            {
                foreach (var takeover in new[] { true, false })
                    yield return new ZlibSettings(windowBits, takeover)
                    {
                        MemoryLevel = memoryLevel,
                        Strategy = strategy,
                        Level = random.Next(10),
                        Flush = flushes[random.Next(takeover ? 2 : 3)],
                    };
            }
        }
    }

    private static void AssertEqual(List<byte[]> sent, List<byte[]> received, string how)
    {
        Assert.Equal(sent.Count, received.Count);
        for (var at = 0; at < sent.Count; at++)
            Assert.True(sent[at].AsSpan().SequenceEqual(received[at]), $"message {at} of {sent[at].Length} bytes: {how}");
    }
}
