using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The echo server of the command line, tested with the client of System.Net.WebSockets.</summary>
public sealed class ServeTests
{
    private const int BombsAPeer = 40;
    private const int RoundTrips = 40;

    [Theory]
    [InlineData("127.0.0.1", "sockets")]
    [InlineData("::1", "sockets")]
    [InlineData("127.0.0.1", "epoll")]
    [InlineData("::", "epoll")]
    public async Task Serve_echoes_until_it_is_stopped_and_then_closes_with_1001(string address, string transport)
    {
        Assert.SkipWhen(transport == "epoll" && !OperatingSystem.IsLinux(), "epoll is supported on Linux only");
        var stop = TestContext.Current.CancellationToken;
        using var server = ToolProcess.Start("serve", "--address", address, "--port", "0", "--transport", transport);
        var line = await server.LineAsync("ws://", stop);
        var url = new Uri(
            line.Split(' ')
                .Single(word => word.StartsWith("ws://", StringComparison.Ordinal))
                .Replace("[::]", "[::1]", StringComparison.Ordinal)
        );

        using var client = new ClientWebSocket();
        await client.ConnectAsync(url, stop);
        await EchoesAsync(client, Encoding.UTF8.GetBytes("hello, κόσμε"), WebSocketMessageType.Text, stop);
        await EchoesAsync(client, new byte[1024 * 1024], WebSocketMessageType.Binary, stop);
        await client.CloseAsync((WebSocketCloseStatus)3000, "enough", stop);
        Assert.Equal(3000, (int)client.CloseStatus!);

        using var other = new ClientWebSocket();
        await other.ConnectAsync(url, stop);
        await EchoesAsync(other, [1], WebSocketMessageType.Binary, stop);
        await server.SignalAsync("TERM", stop);
        var closed = await other.ReceiveAsync(new byte[16], stop);
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, closed.CloseStatus);
        await other.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, "", stop);
        await server.ExitAsync(stop);
        Assert.Equal(0, server.ExitCode);
    }

    /// <summary>Other peers get answers while the server inflates and compresses compression bombs, not only between two bombs.</summary>
    [Theory]
    [InlineData]
    [InlineData("--transport", "sockets")]
    [InlineData("--transport", "epoll")]
    public async Task Peers_that_send_bombs_do_not_stop_the_others(params string[] transport)
    {
        Assert.SkipWhen(transport.Contains("epoll") && !OperatingSystem.IsLinux(), "epoll is supported on Linux only");
        using var server = ToolProcess.Start(["serve", "--port", "0", .. transport]);
        using var bound = new CancellationTokenSource(ToolProcess.Patience);
        try
        {
            var line = await server.LineAsync("ws://", bound.Token);
            var url = new Uri(line.Split(' ').Single(word => word.StartsWith("ws://", StringComparison.Ordinal)));
            using var modest = new ClientWebSocket();
            await modest.ConnectAsync(url, bound.Token);

            // More bombers than processors, each with more data than the test lets the server inflate.
            var echoes = new Echoes();
            var bomb = Bomb();
            var bombers = Enumerable
                .Range(0, 2 * Environment.ProcessorCount)
                .Select(_ => new Socket(SocketType.Stream, ProtocolType.Tcp))
                .ToArray();
            var (reading, sending) = (new List<Task>(), new List<Task>());
            foreach (var bomber in bombers)
            {
                await bomber.ConnectAsync(IPAddress.Loopback, url.Port, bound.Token);
                await bomber.SendAsync(
                    Encoding.ASCII.GetBytes(
                        $"GET / HTTP/1.1\r\nHost: {url.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: "
                            + $"dGhlIHNhbXBsZSBub25jZQ==\r\n"
                            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Extensions: permessage-deflate; "
                            + "client_no_context_takeover\r\n\r\n"
                    ),
                    bound.Token
                );
                reading.Add(echoes.CountAsync(bomber, bound.Token));
                sending.Add(Task.Run(() => SendAllAsync(bomber, bomb, bound.Token)));
            }

            await echoes.First.WaitAsync(bound.Token);
            var before = echoes.Count;
            for (var trip = 0; trip < RoundTrips; trip++) await EchoesAsync(modest, [(byte)trip], WebSocketMessageType.Binary, bound.Token);
            var during = echoes.Count - before;
            Assert.True(before < bombers.Length * BombsAPeer, "all bombs were echoed before anything was measured");
            Assert.True(during < RoundTrips, $"{during} bombs were echoed before the other peer had its {RoundTrips} answers");
            Assert.All(
                reading,
                task => Assert.False(task.IsCompleted, "a peer had all of its bombs back before the other one had its answers")
            );
            foreach (var bomber in bombers)
                bomber.Dispose();
            await Task.WhenAll([.. reading, .. sending]).WaitAsync(bound.Token);
        }
        finally
        {
            server.Kill();
        }
    }

    /// <summary>Sends far more than the server reads before it has inflated the first messages, so this call waits.</summary>
    private static async Task SendAllAsync(Socket bomber, byte[] bomb, CancellationToken stop)
    {
        try
        {
            for (var sent = 0; sent < BombsAPeer; sent++) await bomber.SendAsync(bomb, stop);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    /// <summary>A masked frame of 60 KiB that inflates to 60 MiB of zeros. The masking key is zero.</summary>
    private static byte[] Bomb()
    {
        using var payload = new MemoryStream();
        using (var deflate = new DeflateStream(payload, CompressionLevel.SmallestSize, leaveOpen: true))
            deflate.Write(new byte[60 * 1024 * 1024]);
        payload.WriteByte(0);
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)payload.Length));
        return [0xC2, 0xFE, .. length, 0, 0, 0, 0, .. payload.ToArray()];
    }

    private static async Task EchoesAsync(ClientWebSocket client, byte[] message, WebSocketMessageType kind, CancellationToken stop)
    {
        await client.SendAsync(message, kind, endOfMessage: true, stop);
        using var received = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var part = await client.ReceiveAsync(buffer.AsMemory(), stop);
            received.Write(buffer.AsSpan(0, part.Count));
            Assert.Equal(kind, part.MessageType);
            if (part.EndOfMessage) break;
        }

        Assert.Equal(message, received.ToArray());
    }

    /// <summary>Counts the echoes of all bombers by their frame headers.</summary>
    private sealed class Echoes
    {
        private readonly TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int count;

        public int Count => Volatile.Read(ref count);

        /// <summary>Completes when the first bomb has been echoed. The server is then busy with the others.</summary>
        public Task First => first.Task;

        public async Task CountAsync(Socket socket, CancellationToken stop)
        {
            try
            {
                await using var stream = new BufferedStream(new NetworkStream(socket));
                var head = new byte[4];
                while (!head.AsSpan().SequenceEqual("\r\n\r\n"u8))
                {
                    head.AsSpan(1).CopyTo(head);
                    await stream.ReadExactlyAsync(head.AsMemory(3), stop);
                }

                var rest = new byte[1024 * 1024];
                for (var read = 0; read < BombsAPeer; read++)
                {
                    await stream.ReadExactlyAsync(rest.AsMemory(0, 2), stop);
                    Assert.Equal(2, rest[0] & 0x0F);
                    var length = rest[1] & 0x7F;
                    if (length > 125)
                    {
                        var bytes = length == 126 ? 2 : 8;
                        await stream.ReadExactlyAsync(rest.AsMemory(0, bytes), stop);
                        length = bytes == 2 ? BinaryPrimitives.ReadUInt16BigEndian(rest) : (int)BinaryPrimitives.ReadInt64BigEndian(rest);
                    }

                    await stream.ReadExactlyAsync(rest.AsMemory(0, length), stop);
                    Interlocked.Increment(ref count);
                    first.TrySetResult();
                }
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException or SocketException)
            {
                // The test has ended.
            }
        }
    }
}
