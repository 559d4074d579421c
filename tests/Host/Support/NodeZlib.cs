using System.Buffers.Binary;
using System.Text.Json;

namespace Pure.WebSockets.Host.Tests;

/// <summary>The zlib of node, in a process of its own: the implementation that most peers of a WebSocket compress with.</summary>
internal sealed class NodeZlib : IDisposable
{
    private readonly NodePeer node = NodePeer.Start("zlib.js");

    /// <summary>
    /// Inflates payloads, asking for memory in such small pieces that zlib sees each distance that its window does not reach.
    /// </summary>
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
            // Both directions at once: a pipe that nobody reads is soon full.
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

/// <summary>How zlib is to deflate.</summary>
/// <param name="WindowBits">The window: 9 to 15; 8 is taken for 9.</param>
/// <param name="ContextTakeover">Whether messages share one engine.</param>
internal sealed record ZlibSettings(int WindowBits, bool ContextTakeover)
{
    public int Level { get; init; } = 6;

    /// <summary>From 1 to 9: how much memory is used, and how long a block may grow.</summary>
    public int MemoryLevel { get; init; } = 8;

    /// <summary>0 default, 1 filtered, 2 Huffman codes only, 3 runs, 4 fixed codes.</summary>
    public int Strategy { get; init; }

    /// <summary>
    /// How a message ends: by Z_SYNC_FLUSH, Z_FULL_FLUSH, or a final block (RFC 7692 §7.2.3.4), which ends the context too.
    /// </summary>
    public string Flush { get; init; } = "Z_SYNC_FLUSH";
}
