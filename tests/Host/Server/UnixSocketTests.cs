using System.Net;
using System.Net.Sockets;

namespace Pure.WebSockets.Host.Tests;

/// <summary>Unix domain sockets, at both ends.</summary>
public sealed class UnixSocketTests
{
    private static readonly Uri Target = new("ws://localhost/chat");

    public static TheoryData<ServerTransport> Transports { get; } =
        OperatingSystem.IsLinux() ? [ServerTransport.Sockets, ServerTransport.Epoll] : [ServerTransport.Sockets];

    [Theory, MemberData(nameof(Transports))]
    public async Task Messages_of_any_size_come_back_and_the_file_goes_with_the_server(ServerTransport transport)
    {
        var file = new UnixDomainSocketEndPoint(FreePath());
        EndPoint? remote = file;
        await using (var server = WebSocketServer.Start(file, Echo, new WebSocketServerOptions { Transport = transport }))
        {
            Assert.Equal(file.ToString(), server.LocalEndPoint.ToString());
            Assert.Contains(
                nameof(WebSocketServer.LocalEndPoint),
                Assert.Throws<InvalidOperationException>(() => server.Port).Message,
                StringComparison.Ordinal
            );
            await Parallel.ForAsync(
                0,
                8,
                Patience.Token,
                async (number, _) =>
                {
                    await using var client = await Connecting.To(Target, At(file));
                    Assert.Equal("/chat", client.Connection.Request.Target);
                    foreach (var size in new[] { 0, 1, 125, 70_000, 3_000_000 })
                    {
                        var data = new byte[size];
                        new Random(size + number).NextBytes(data);
                        Assert.True((await client.EchoAsync(MessageKind.Binary, data)).Data.Span.SequenceEqual(data));
                    }

                    Assert.True((await client.Connection.CloseAsync().Within()).Error.IsNone);
                }
            );
        }

        Assert.Null(remote);
        Assert.False(File.Exists(file.ToString()));

        async Task Echo(WebSocketConnection connection, CancellationToken stop)
        {
            remote = connection.RemoteEndPoint;
            await Serving.EchoAll(connection, stop);
        }
    }

    [Fact]
    public async Task TLS_goes_over_them_and_expects_the_host_of_the_URI()
    {
        var file = new UnixDomainSocketEndPoint(FreePath());
        await using var server = WebSocketServer.Start(file, Serving.EchoAll, Certificates.Server);
        await using var client = await Connecting.To(new Uri("wss://localhost/"), Certificates.Client with { EndPoint = file });
        Assert.Equal("secret", await client.EchoAsync("secret"));
        await Connecting.Fails<ConnectFailure.TlsFailed>(new Uri("wss://other.example/"), Certificates.Client with { EndPoint = file });
    }

    [Fact]
    public async Task A_file_that_nobody_listens_at_is_told_by_its_name()
    {
        var file = new UnixDomainSocketEndPoint(FreePath());
        var failure = await Connecting.Fails<ConnectFailure.Unreachable>(Target, At(file));
        Assert.StartsWith($"Cannot reach {file}: ", failure.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_file_that_is_there_is_told_and_left_alone(ServerTransport transport)
    {
        var file = new UnixDomainSocketEndPoint(FreePath());
        await using var server = WebSocketServer.Start(file, Serving.EchoAll, new WebSocketServerOptions { Transport = transport });
        var failure = Assert.Throws<IOException>(() =>
            WebSocketServer.Start(file, Serving.EchoAll, new WebSocketServerOptions { Transport = transport })
        );
        Assert.StartsWith($"Cannot listen on {file}: the file already exists", failure.Message, StringComparison.Ordinal);
        await using var client = await Connecting.To(Target, At(file));
        Assert.Equal("still here", await client.EchoAsync("still here"));
    }

    [Fact]
    public async Task An_IP_end_point_stands_in_for_the_host_of_the_URI()
    {
        await using var serving = Serving.With(
            (connection, stop) => connection.SendTextAsync(connection.Request.Host.IfNone(""), stop).AsTask()
        );
        await using var client = await Connecting.To(
            new Uri("ws://nowhere.invalid:81/"),
            WebSocketClientOptions.Default with
            {
                EndPoint = serving.EndPoint,
            }
        );
        Assert.Equal("nowhere.invalid:81", (await client.Connection.ReceiveAsync(Patience.Token))?.ToText());
    }

    [Fact]
    public void End_points_of_other_kinds_and_two_places_at_once_are_refused()
    {
        Assert.Throws<ArgumentException>(() => WebSocketServer.Start(new DnsEndPoint("localhost", 0), Serving.EchoAll));
        Assert.Throws<ArgumentException>(() =>
        {
            _ = WebSocketClient.TryConnectAsync(Target, new WebSocketClientOptions { EndPoint = new DnsEndPoint("localhost", 1) });
        });
        var both = new WebSocketClientOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 1), Proxy = static _ => null };
        Assert.Throws<ArgumentException>(() => { _ = WebSocketClient.TryConnectAsync(Target, both); });
    }

    private static WebSocketClientOptions At(EndPoint file) => WebSocketClientOptions.Default with { EndPoint = file };

    private static string FreePath() => Path.Combine(Path.GetTempPath(), $"pws-{Guid.NewGuid():N}.sock");
}
