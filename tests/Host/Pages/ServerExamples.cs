using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pure.WebSockets.Host.Tests;

/// <summary>
/// The code of docs/connections.md and docs/compression.md, compiled and run here. A test compares the lines with the pages. Whole
/// programs of the pages run in tests/Conformance/Pages.
/// </summary>
public sealed class ServerExamples
{
    [Fact]
    public async Task A_server_accepts_or_rejects_a_request_by_its_fields()
    {
        await using var serving = Serving.Echo(Accepting());
        var refused = await Connecting.Fails<ConnectFailure.Rejected>(serving.Uri);
        Assert.Equal((401, "Who are you?"), (refused.Response.Head.Status, refused.Response.Body.ToText()));
        await using var client = await Connecting.To(
            serving.Uri,
            new WebSocketClientOptions
            {
                Headers = [new Header("Authorization", "Bearer open sesame")],
                Subprotocols = ["chat.v1", "chat.v2"],
            }
        );
        Assert.Equal("chat.v2", client.Connection.Subprotocol);
        Assert.Equal("hello", await client.EchoAsync("hello"));
    }

    [Fact]
    public async Task A_server_asks_a_service_before_it_accepts()
    {
        await using var serving = Serving.Echo(Checking(new Users()));
        await using var client = await Connecting.To(serving.Uri);
        var elsewhere = new UriBuilder(serving.Uri) { Query = "room=2" }.Uri;
        Assert.Equal(401, (await Connecting.Fails<ConnectFailure.Rejected>(elsewhere)).Response.Head.Status);
    }

    [Fact]
    public async Task A_server_accepts_an_inherited_socket()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var connecting = WebSocketClient.ConnectAsync(new Uri($"ws://{listener.LocalEndpoint}/"));
        var serving = Inherited(DescriptorOf(await listener.AcceptSocketAsync(Patience.Token)));
        await using var client = await connecting.Within();
        Assert.Equal("hello", (await client.ReceiveAsync(Patience.Token))?.ToText());
        await serving.Within();
    }

    [Fact]
    public async Task A_server_answers_a_health_probe()
    {
        await using var serving = Serving.Echo(Probed());
        using var http = new HttpClient();
        Assert.Equal("ok", await http.GetStringAsync(new Uri($"http://{serving.EndPoint}/healthz"), Patience.Token));
        using var other = await http.GetAsync(new Uri($"http://{serving.EndPoint}/"), Patience.Token);
        Assert.Equal(HttpStatusCode.UpgradeRequired, other.StatusCode);
    }

    [Fact]
    public void The_core_compresses_without_a_host() =>
        Compressing(ByteString.From(new byte[16]), new string('a', 1000), Encoding.UTF8.GetBytes(new string('b', 1000)));

    private static WebSocketServerOptions Accepting()
    {
        var options = new WebSocketServerOptions
        {
            Accept = context =>
            {
                if (HeaderList.Single(context.Request.Headers, "Authorization") != "Bearer open sesame")
                    return new(new Rejection(401, [new Header("WWW-Authenticate", "Bearer")], ByteString.FromText("Who are you?")));
                return new(new Acceptance(context.Request.ChooseSubprotocol("chat.v2"), [new Header("Set-Cookie", "seen=1")]));
            },
            OnError = context => Console.Error.WriteLine($"{context.RemoteEndPoint}: {context.Exception}"),
        };
        return options;
    }

    private static WebSocketServerOptions Checking(Users users)
    {
        var checking = new WebSocketServerOptions
        {
            Accept = async context =>
                await users.HasTokenAsync(context.Request.Query, context.CancellationToken) ? Acceptance.Plain : Rejection.WithStatus(401),
        };
        return checking;
    }

    /// <summary>Takes the descriptor from a socket, which must not be disposed: it would wait for its handle for ever.</summary>
    private static int DescriptorOf(Socket socket)
    {
        var descriptor = (int)socket.SafeHandle.DangerousGetHandle();
        socket.SafeHandle.SetHandleAsInvalid();
        GC.SuppressFinalize(socket);
        return descriptor;
    }

    private static async Task Inherited(int fd)
    {
        await using var connection = await WebSocketServer.AcceptAsync(new Socket(new SafeSocketHandle(fd, ownsHandle: true)));
        await connection.SendTextAsync("hello");
    }

    private static WebSocketServerOptions Probed()
    {
        var probed = new WebSocketServerOptions
        {
            Respond = request => request.Target == "/healthz" ? PlainResponse.Create(200, "ok") : null,
        };
        return probed;
    }

    private static void Compressing(ByteString sixteenRandomBytes, string text, byte[] bytes)
    {
        // A client that lets the server limit the client's window, and asks the server for no context takeover.
        var offer = DeflateOffer.Plain with { ServerNoContextTakeover = true, ClientMaxWindowBits = ClientWindow.Limitable.Instance };
        var options = ConnectionOptions.Default with { Compression = CompressionOptions.Default with { Offers = [offer] } };
        var client = Connection.Client(new UpgradeOffer("example.com", "/"), sixteenRandomBytes, options);

        // A connection whose opening handshake a web server has completed. It sends a frame with RSV1.
        var agreement = Agreement.Compressed(new DeflateParameters { ServerMaxWindowBits = 12 });
        var open = Connection.CreateOpen(Role.Server, agreement, ConnectionOptions.Default);
        var (next, outputs, _, _) = Protocol.Step(open, Input.Send.Text(text) with { Compress = CompressionChoice.Always });

        // This state is equal to the one before, and smaller.
        var (resting, _, _, _) = Protocol.Step(next, new Input.Compact());

        // The codec alone. Using a context does not change it. Inflating returns the broken rule or the message.
        var (after, payload) = DeflateContext.Create(windowBits: 15, contextTakeover: true).Compress(bytes);
        var inflated = InflateContext.Create(windowBits: 15, contextTakeover: true).Inflate(payload.Span, maxBytes: 1 << 20);

        Assert.True(client.IsRight);
        Assert.True(outputs is [Output.Framed { Value.Rsv1: true }]);
        Assert.Equal(next, resting);
        Assert.NotEqual(DeflateContext.Create(windowBits: 15, contextTakeover: true), after);
        Assert.InRange(payload.Length, 1, bytes.Length / 10);
        Assert.Equal(bytes, inflated.IfLeft(error => throw new InvalidOperationException($"{error}")).Message.ToArray());
    }

    private sealed class Users
    {
        public ValueTask<bool> HasTokenAsync(string query, CancellationToken cancellationToken) =>
            ValueTask.FromResult(!cancellationToken.IsCancellationRequested && query.Contains("room=1", StringComparison.Ordinal));
    }
}
