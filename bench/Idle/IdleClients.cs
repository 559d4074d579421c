using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Pure.WebSockets.Bench;

/// <summary>
/// The clients of a server's open connections. Each has had one message echoed and compared, and is only a socket after that.
/// </summary>
internal sealed class IdleClients(int port, bool deflate) : IDisposable
{
    private const int MessageBytes = 1024;
    private const int AtATime = 32;
    private const string Offer = "permessage-deflate";
    private static readonly ReadOnlyMemory<byte>[] Documents = JsonDocuments.OfSize(MessageBytes);
    private static readonly MaskKey Key = MaskKey.FromBytes(0x37, 0xFA, 0x21, 0x3D);

    private readonly ConcurrentBag<Socket> open = [];

    /// <summary>Opens connections until there are this many.</summary>
    public Task OpenAsync(int connections) => Parallel.ForEachAsync(
        Enumerable.Range(open.Count, connections - open.Count),
        new ParallelOptions { MaxDegreeOfParallelism = AtATime },
        async (number, _) =>
        {
            var socket = await Upgrade.OpenAsync(port, deflate ? Offer : "");
            open.Add(socket);
            await EchoAsync(socket, Documents[number % Documents.Length]);
        });

    public void Dispose()
    {
        foreach (var socket in open) socket.Dispose();
        open.Clear();
    }

    private async Task EchoAsync(Socket socket, ReadOnlyMemory<byte> message)
    {
        var (state, frames, _, _) = Protocol.Step(
            deflate ? Peers.Ours(Role.Client, contextTakeover: true) : Peers.Ours(Role.Client),
            new Input.Send(MessageKind.Text, message)
        );
        var frame = frames.OfType<Output.Framed>().Single().Value;
        if (frame.Rsv1 != deflate) throw new InvalidOperationException("The message is not compressed.");
        await socket.SendAsync(FrameEncoder.Encode(frame, Key));

        var buffer = new byte[2 * MessageBytes];
        var compressed = false;
        for (var first = true; ; first = false)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory());
            if (received == 0)
                throw new InvalidOperationException("The server has ended the connection.");
            if (first)
                compressed = (buffer[0] & 0x40) != 0;
            var (next, _, effects, _) = Protocol.Run(
                state,
                new Input.Received(buffer.AsSpan(0, received).ToArray()),
                static _ => []
            );
            state = next;
            if (effects.OfType<Effect.Message>().FirstOrDefault() is not { } echo) continue;
            if (compressed == deflate && echo.Data.Memory.Span.SequenceEqual(message.Span)) return;
            throw new InvalidOperationException("An echo is not what was sent, or not compressed as was agreed.");
        }
    }
}
