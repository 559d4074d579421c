using System.Buffers.Binary;
using System.Text.Json;

namespace Pure.WebSockets.Host.Tests;

/// <summary>The zlib of node, in its own process: most WebSocket peers compress with it.</summary>
internal sealed class NodeZlib : IDisposable
{
    private readonly NodePeer node = NodePeer.Start("zlib.js");

    /// <summary>Inflates payloads with output buffers so small that zlib checks each distance against its window.</summary>
    public Task<List<byte[]>> InflateAsync(int windowBits, bool takeover, IReadOnlyCollection<byte[]> payloads) =>
        RunAsync(new { act = "inflate", takeover, count = payloads.Count, options = new { windowBits, chunkSize = 64 } }, payloads);

    /// <summary>Deflates messages.</summary>
    public Task<List<byte[]>> DeflateAsync(ZlibSettings settings, IReadOnlyCollection<byte[]> messages) =>
        RunAsync(
            new
            {
                act = "deflate",
                takeover = settings.ContextTakeover,
                flush = settings.Flush,
                count = messages.Count,
                options = new
                {
                    windowBits = settings.WindowBits,
                    memLevel = settings.MemoryLevel,
                    level = settings.Level,
                    strategy = settings.Strategy,
                },
            },
            messages
        );

    public Task EndAsync() => node.EndAsync();

    public void Dispose() => node.Dispose();

    private async Task<List<byte[]>> RunAsync<T>(T how, IReadOnlyCollection<byte[]> given)
    {
        try
        {
            // Both directions run at the same time, because a pipe without a reader fills up.
            var writing = Task.Run(() => WriteAsync([JsonSerializer.SerializeToUtf8Bytes(how), .. given]));
            var made = new List<byte[]>();
            while (made.Count < given.Count) made.Add(await ReadAsync());
            await writing;
            return made;
        }
        catch (IOException)
        {
            throw await node.GoneAsync();
        }
    }

    private async Task WriteAsync(IEnumerable<byte[]> frames)
    {
        var stream = node.Input.BaseStream;
        foreach (var frame in frames)
        {
            var length = new byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(length, frame.Length);
            await stream.WriteAsync(length, Patience.Token);
            await stream.WriteAsync(frame, Patience.Token);
        }

        await stream.FlushAsync(Patience.Token);
    }

    private async Task<byte[]> ReadAsync()
    {
        var stream = node.Output.BaseStream;
        var length = new byte[sizeof(int)];
        await stream.ReadExactlyAsync(length, Patience.Token);
        var frame = new byte[BinaryPrimitives.ReadInt32LittleEndian(length)];
        await stream.ReadExactlyAsync(frame, Patience.Token);
        return frame;
    }
}

/// <summary>The settings of zlib's deflate.</summary>
/// <param name="WindowBits">The window: 9 to 15; zlib uses 9 for 8.</param>
/// <param name="ContextTakeover">Whether messages share one context.</param>
internal sealed record ZlibSettings(int WindowBits, bool ContextTakeover)
{
    public int Level { get; init; } = 6;

    /// <summary>1 to 9: the memory used, and the maximum length of a block.</summary>
    public int MemoryLevel { get; init; } = 8;

    /// <summary>0 default, 1 filtered, 2 Huffman codes only, 3 run-length, 4 fixed codes.</summary>
    public int Strategy { get; init; }

    /// <summary>
    /// How a message ends: with Z_SYNC_FLUSH, Z_FULL_FLUSH, or a final block (RFC 7692 §7.2.3.4), which also ends the context.
    /// </summary>
    public string Flush { get; init; } = "Z_SYNC_FLUSH";
}
