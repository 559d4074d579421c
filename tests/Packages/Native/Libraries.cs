// A program that NativeTests compiles ahead of time. It runs each library that is written in C#, and prints a line for each.
using System.Net;
using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LanguageExt;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Pure.WebSockets;
using Pure.WebSockets.AspNetCore;
using Pure.WebSockets.Host;

Console.WriteLine($"Pure.WebSockets: {TheCore()}");
Console.WriteLine($"Pure.WebSockets.Host: {await TheHostAsync()}");
Console.WriteLine($"Pure.WebSockets.AspNetCore: {await AspNetCoreAsync()}");
Console.WriteLine($"Pure.WebSockets.Conformance: {await ConformanceAsync()}");

static IEnumerable<Input> Echo(Effect effect) => effect switch
{
    Effect.UpgradeRequested => [new Input.Accept(Acceptance.Plain)],
    Effect.Message message => [new Input.Send(message.Kind, message.Data)],
    _ => [],
};

// A whole conversation, its states as values, and the types of LanguageExt.
static string TheCore()
{
    var key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Extensions: permessage-deflate";
    var request = $"GET /chat HTTP/1.1\r\nHost: example.org\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n{key}\r\n\r\n";
    var options = ConnectionOptions.Default with { Compression = CompressionOptions.Default };
    var started = Protocol.Run(Connection.Server(options), new Input.Start(), Echo).Next;
    var (open, _, _, _) = Protocol.Run(started, new Input.Received(ByteString.FromText(request)), Echo);
    var hello = FrameEncoder.Encode(new Frame(Opcode.Text, Final: true, Rsv1: false, ByteString.FromText("hello")), new MaskKey(7));
    var (next, outputs, effects, _) = Protocol.Run(open, new Input.Received(ByteString.From(hello)), Echo);
    Check(outputs.OfType<Output.Framed>().Single().Value is { Rsv1: true }, "The echo is not compressed.");
    Check(effects.OfType<Effect.Message>().Single().Text == "hello", "The message is another.");
    var again = Protocol.Run(open, new Input.Received(ByteString.From(hello)), Echo);
    Check(again.Equals(new Transition(next, outputs, effects, InputWaits: false)), "A second step differs.");
    var read = Snapshot.Read(Snapshot.Write(next)).IfLeft(error => throw new InvalidOperationException($"{error}"));
    Check(read.Equals(next) && read.GetHashCode() == next.GetHashCode(), "A snapshot differs.");
    Check(Snapshot.Read(ByteString.FromText("no snapshot")).IsLeft, "Damaged bytes were read.");
    var (broken, _, _, _) = Protocol.Run(next, new Input.Received(ByteString.From([0xFF, 0xFF])), Echo);
    var closure = ((Phase.Closed)broken.Phase).Result;
    return $"{effects.OfType<Effect.Message>().Single()}, then {closure.Error.Match(Some: error => $"{error}", None: "no error")}";
}

// A server and a client over each transport, in plain text and over TLS, compressed and through the framework's WebSocket.
static async Task<string> TheHostAsync()
{
    using var certificate = OwnCertificate();
    var compressed = ConnectionOptions.Default with { Compression = CompressionOptions.Default };
    var trusting = new SslClientAuthenticationOptions
    {
        CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { certificate },
            RevocationMode = X509RevocationMode.NoCheck,
        },
    };
    var plain = new WebSocketServerOptions { Protocol = compressed };
    var client = new WebSocketClientOptions { Protocol = compressed };
    var spoken = new List<string> { await TalkAsync("ws", plain, client) };
    if (OperatingSystem.IsLinux()) spoken.Add(await TalkAsync("ws", plain with { Transport = ServerTransport.Epoll }, client));
    var secured = plain with { Tls = new SslServerAuthenticationOptions { ServerCertificate = certificate } };
    spoken.Add(await TalkAsync("wss", secured, client with { Tls = trusting }));

    using var closed = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
    closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    var failure = await WebSocketClient.ConnectAsync(new Uri($"ws://{closed.LocalEndPoint}/"));
    Check(failure.Match(Left: reason => reason is ConnectFailure.Unreachable, Right: _ => false), "A closed port was reached.");
    return string.Join(", ", spoken);
}

static async Task<string> TalkAsync(string scheme, WebSocketServerOptions serverOptions, WebSocketClientOptions clientOptions)
{
    await using var server = WebSocketServer.Start(new IPEndPoint(IPAddress.Loopback, 0), ServeAsync, serverOptions);
    await using var client = await ConnectedAsync(new Uri($"{scheme}://127.0.0.1:{server.EndPoint.Port}/"), clientOptions);
    await client.SendTextAsync("hello");
    var echo = await client.ReceiveAsync();
    Check(echo?.ToText() == "hello", "The echo is another.");
    Check((await client.PingAsync()) > TimeSpan.Zero, "The ping took no time.");
    var result = await client.CloseAsync();

    await using var second = await ConnectedAsync(new Uri($"{scheme}://127.0.0.1:{server.EndPoint.Port}/"), clientOptions);
    using var socket = new PureWebSocket(second);
    await socket.SendAsync("again"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
    var part = await socket.ReceiveAsync(new byte[100].AsMemory(), CancellationToken.None);
    Check(part is { Count: 5, EndOfMessage: true }, "The socket received another message.");
    await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
    return $"{scheme} over {serverOptions.Transport} closed with {result.Code}";
}

// An endpoint of MapWebSocket and one on the framework's API, over both versions of HTTP.
static async Task<string> AspNetCoreAsync()
{
    var builder = WebApplication.CreateSlimBuilder();
    builder.Logging.ClearProviders();
    builder.WebHost.ConfigureKestrel(options =>
    {
        options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
    });
    await using var app = builder.Build();
    app.UsePureWebSockets(new PureWebSocketOptions { Origins = ["*"] });
    app.MapWebSocket("/echo", ServeAsync, new WebSocketEndpointOptions { Accept = request => Acceptance.Plain });
    app.Map("/socket", async context =>
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[100];
        var part = await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted);
        await socket.SendAsync(buffer.AsMemory(0, part.Count), part.MessageType, part.EndOfMessage, context.RequestAborted);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", context.RequestAborted);
    });
    await app.StartAsync();
    var spoken = new List<string>();
    foreach (var (address, version) in app.Urls.Zip([HttpVersion.Version11, HttpVersion.Version20]))
    {
        foreach (var path in (string[])["echo", "socket"])
        {
            var url = new Uri($"{address.Replace("http", "ws")}/{path}");
            await using var client = await ConnectedAsync(url, new WebSocketClientOptions { HttpVersion = version });
            await client.SendTextAsync("hello");
            Check((await client.ReceiveAsync())?.ToText() == "hello", "The echo is another.");
            spoken.Add($"{path} over HTTP/{version} closed with {(await client.CloseAsync()).Code}");
        }
    }

    await app.StopAsync();
    return string.Join(", ", spoken);
}

// Cases against a server of ours: messages of several lengths, pings, and the closing handshake.
static async Task<string> ConformanceAsync()
{
    await using var server = WebSocketServer.Start(new IPEndPoint(IPAddress.Loopback, 0), ServeAsync, new WebSocketServerOptions());
    var url = new Uri($"ws://127.0.0.1:{server.EndPoint.Port}/");
    var suite = Pure.WebSockets.Conformance.ConformanceSuite.OfServer(url).Only("1.1.*", "2.*", "7.1.1");
    var count = 0;
    foreach (var row in suite.Cases)
    {
        await suite.AssertAsync((string)row[0]);
        count++;
    }

    return $"{count} cases passed";
}

static async Task ServeAsync(WebSocketConnection connection, CancellationToken stop)
{
    await foreach (var message in connection.ReadAllAsync(stop)) await connection.SendAsync(message.Kind, message.Data, stop);
}

static async Task<WebSocketConnection> ConnectedAsync(Uri url, WebSocketClientOptions options)
{
    var connecting = await WebSocketClient.ConnectAsync(url, options);
    return connecting.IfLeft(failure => throw new InvalidOperationException(failure.Message));
}

static X509Certificate2 OwnCertificate()
{
    using var key = RSA.Create(2048);
    var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    var names = new SubjectAlternativeNameBuilder();
    names.AddIpAddress(IPAddress.Loopback);
    request.CertificateExtensions.Add(names.Build());
    return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
}

static void Check(bool holds, string otherwise)
{
    if (!holds) throw new InvalidOperationException(otherwise);
}
