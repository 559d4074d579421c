using System.Net;
using System.Net.Sockets;

namespace Pure.WebSockets.Host.Tests;

/// <summary>The memory of an idle open connection. It runs alone, because other tests allocate too.</summary>
[CollectionDefinition(nameof(IdleMemoryTests), DisableParallelization = true)]
[Collection(nameof(IdleMemoryTests))]
public sealed class IdleMemoryTests
{
    private const int WarmUps = 200;

    // With many connections, the buffers that the pools keep for each thread are little for one connection.
    private const int Connections = 2_000;

    /// <summary>
    /// After one message in each direction, with an application that waits for the next. The bound is a fifth above the measured value.
    /// About 400 bytes of it are the test's own socket.
    /// </summary>
    [Theory]
    [InlineData(ServerTransport.Epoll, 2_000)]
    [InlineData(ServerTransport.Sockets, 3_150)]
    public async Task A_connection_that_waits_holds_little_memory(ServerTransport transport, long most)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "another system's sockets have other sizes");
        await using var server = WebSocketServer.Start(
            new IPEndPoint(IPAddress.Loopback, 0),
            Serving.EchoAll,
            new WebSocketServerOptions { Transport = transport }
        );
        foreach (var warmUp in Open(server, WarmUps))
            warmUp.Dispose();
        await Patience.Until(() => server.ConnectionCount == 0);

        await AllWait(server);
        var before = Collected();
        var clients = Open(server, Connections);
        await AllWait(server);
        var each = (Collected() - before) / Connections;
        foreach (var client in clients) client.Dispose();
        Assert.True(each <= most, $"{each} bytes each");
    }

    private static List<Socket> Open(WebSocketServer server, int count)
    {
        var clients = new List<Socket>(count);
        for (var number = 0; number < count; number++)
        {
            var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            clients.Add(client);
            client.Connect(server.LocalEndPoint);
            client.Send(RawPeer.Request());
            Read(client, "HTTP/1.1 101 "u8);
            client.Send(RawPeer.Text("one message"));
            Read(client, [0x81, 11, .. "one message"u8]);
        }

        return clients;
    }

    private static void Read(Socket client, ReadOnlySpan<byte> expected)
    {
        Span<byte> buffer = stackalloc byte[1024];
        var read = client.Receive(buffer);
        Assert.True(buffer[..read].StartsWith(expected), "the server sent something else");
    }

    // An idle connection holds no buffer.
    private static Task AllWait(WebSocketServer server) => Patience.Until(() => server.Buffers.Rented == 0);

    private static long Collected()
    {
        for (var collection = 0; collection < 3; collection++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: false);
    }
}
