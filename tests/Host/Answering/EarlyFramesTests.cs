using System.Net;
using System.Net.Security;
using System.Text;
using Microsoft.AspNetCore.Builder;

namespace Pure.WebSockets.Host.Tests;

/// <summary>
/// Frames that a client sends before it has received the answer to its request. No rule requires a server to reject them: they wait until
/// the application has answered.
/// </summary>
public sealed class EarlyFramesTests
{
    private const string Tls = "TLS";

    public static TheoryData<string> Carriers { get; } = OperatingSystem.IsLinux()
        ? [nameof(ServerTransport.Sockets), nameof(ServerTransport.Epoll), Tls]
        : [nameof(ServerTransport.Sockets), Tls];

    [Theory, MemberData(nameof(Carriers))]
    public async Task They_are_answered_at_every_cut(string carrier)
    {
        await using var server = Start(carrier, Serving.EchoAll, WebSocketServerOptions.Default);
        var head = RawPeer.Request();
        byte[] all = [.. head, .. RawPeer.Text("one"), .. RawPeer.Frame(Opcode.Ping, [1]), .. RawPeer.Text("two")];
        for (var cut = head.Length - 5; cut <= all.Length; cut++)
        {
            await using var peer = await ConnectAsync(server, carrier);
            await peer.WriteAsync(all.AsMemory(0, cut), Patience.Token);

            // The request is answered between the two halves, or not.
            if (cut >= head.Length && cut % 2 == 0) await ReadHeadAsync(peer, "HTTP/1.1 101 ");
            await peer.WriteAsync(all.AsMemory(cut), Patience.Token);
            if (cut < head.Length || cut % 2 != 0) await ReadHeadAsync(peer, "HTTP/1.1 101 ");
            var answers = new byte[5 + 3 + 5];
            await peer.ReadExactlyAsync(answers, Patience.Token);
            Assert.Equal([0x81, 3, .. "one"u8, 0x8A, 1, 1, 0x81, 3, .. "two"u8], answers);
        }
    }

    [Theory, MemberData(nameof(Carriers))]
    public async Task They_wait_unread_until_the_application_has_answered(string carrier)
    {
        const int Messages = 1024;
        using var answer = new ManualResetEventSlim();
        var asked = new TaskCompletionSource();
        var options = WebSocketServerOptions.Default with
        {
            Accept = _ =>
            {
                asked.SetResult();
                Assert.True(answer.Wait(Patience.Time), "the test did not let the application answer");
                return new(Acceptance.Plain);
            },
        };
        await using var server = Start(
            carrier,
            async (connection, stop) =>
            {
                var received = 0L;
                for (var number = 0; number < Messages; number++) received += (await connection.ReceiveAsync(stop))!.Value.Data.Length;
                await connection.SendTextAsync($"{received}", stop);
            },
            options);
        await using var peer = await ConnectAsync(server, carrier);
        var frame = RawPeer.Frame(Opcode.Binary, new byte[64 * 1024]);
        var sent = 0;
        var sending = Task.Run(async () =>
        {
            await peer.WriteAsync(RawPeer.Request(), Patience.Token);
            for (; sent < Messages; sent++) await peer.WriteAsync(frame, Patience.Token);
        });
        await asked.Task.Within();

        // The sender stops when the system's buffers are full, and the server has read at most one buffer.
        for (var before = -1; before != Volatile.Read(ref sent); await Task.Delay(200)) before = Volatile.Read(ref sent);
        Assert.False(sending.IsCompleted);
        Assert.InRange(server.Buffers.Rented, 0, 1);
        answer.Set();
        await sending.Within();
        await ReadHeadAsync(peer, "HTTP/1.1 101 ");
        var text = new byte[2 + 8];
        await peer.ReadExactlyAsync(text, Patience.Token);
        Assert.Equal($"{Messages * 64 * 1024}", Encoding.UTF8.GetString(text, 2, 8));
    }

    [Theory, MemberData(nameof(Carriers))]
    public async Task After_a_rejection_they_are_thrown_away(string carrier)
    {
        var opened = false;
        await using var server = Start(
            carrier,
            (_, _) =>
            {
                opened = true;
                return Task.CompletedTask;
            },
            WebSocketServerOptions.Default with { Accept = _ => new(Rejection.WithStatus(403)) });
        await using var peer = await ConnectAsync(server, carrier);
        await peer.WriteAsync((byte[])[.. RawPeer.Request(), .. RawPeer.Text("one"), .. RawPeer.Frame((Opcode)3, [])], Patience.Token);
        await ReadHeadAsync(peer, "HTTP/1.1 403 ");
        var rest = new byte[1];
        Assert.Equal(0, await peer.ReadAsync(rest, Patience.Token));
        Assert.False(opened);
        await Patience.Until(() => server.ConnectionCount == 0 && server.Buffers.Rented == 0);
    }

    [Theory, MemberData(nameof(Carriers))]
    public async Task A_violation_among_them_fails_the_connection_that_opened(string carrier)
    {
        await using var server = Start(carrier, Serving.EchoAll, WebSocketServerOptions.Default);
        await using var peer = await ConnectAsync(server, carrier);
        await peer.WriteAsync((byte[])[.. RawPeer.Request(), .. RawPeer.Text("one"), .. RawPeer.Frame((Opcode)3, [])], Patience.Token);
        await ReadHeadAsync(peer, "HTTP/1.1 101 ");
        var answers = new byte[5 + 4];
        await peer.ReadExactlyAsync(answers, Patience.Token);
        Assert.Equal([0x81, 3, .. "one"u8], answers[..5]);
        Assert.Equal([0x88, 1002 >> 8, 1002 & 0xFF], (byte[])[answers[5], .. answers[7..]]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    public async Task Under_ASP_NET_Core_they_are_answered_too(int behind)
    {
        await using var site = await Site.StartAsync(Http.One, app => app.MapPureWebSocket("/chat", Serving.EchoAll));
        await using var peer = await Loopback.ConnectAsync(site.EndPoint.Port);
        var head = RawPeer.Request();
        byte[] all = [.. head, .. RawPeer.Text("one")];
        await peer.WriteAsync(all.AsMemory(0, head.Length + behind), Patience.Token);
        if (behind < all.Length - head.Length) await peer.WriteAsync(all.AsMemory(head.Length + behind), Patience.Token);
        await ReadHeadAsync(peer, "HTTP/1.1 101 ");
        var answer = new byte[5];
        await peer.ReadExactlyAsync(answer, Patience.Token);
        Assert.Equal([0x81, 3, .. "one"u8], answer);
    }

    private static WebSocketServer Start(
        string carrier, Func<WebSocketConnection, CancellationToken, Task> application, WebSocketServerOptions options) =>
        WebSocketServer.Start(new IPEndPoint(IPAddress.Loopback, 0), application, carrier == Tls
            ? options with { Tls = Certificates.Server.Tls }
            : options with { Transport = Enum.Parse<ServerTransport>(carrier) });

    private static async Task<Stream> ConnectAsync(WebSocketServer server, string carrier)
    {
        var stream = await Loopback.ConnectAsync(server.Port);
        if (carrier != Tls) return stream;
        var secure = new SslStream(stream);
        var trusting = new SslClientAuthenticationOptions { TargetHost = "localhost", CertificateChainPolicy = Certificates.Policy() };
        await secure.AuthenticateAsClientAsync(trusting, Patience.Token);
        return secure;
    }

    private static async Task ReadHeadAsync(Stream peer, string start)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await peer.ReadExactlyAsync(one, Patience.Token);
            head.Append((char)one[0]);
        }

        Assert.StartsWith(start, head.ToString(), StringComparison.Ordinal);
    }
}
