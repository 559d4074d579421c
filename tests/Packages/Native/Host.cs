// A program that NativeTests compiles ahead of time: a server and a client over each transport, in plain text and over TLS, compressed, and
// through the framework's WebSocket.
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Pure.WebSockets;
using Pure.WebSockets.Host;

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
var failure = await WebSocketClient.TryConnectAsync(new Uri($"ws://{closed.LocalEndPoint}/"));
Check(failure.Match(Left: reason => reason is ConnectFailure.Unreachable, Right: _ => false), "A closed port was reached.");
foreach (var line in spoken) Console.WriteLine(line);

static async Task<string> TalkAsync(string scheme, WebSocketServerOptions serverOptions, WebSocketClientOptions clientOptions)
{
    await using var server = WebSocketServer.Start(new IPEndPoint(IPAddress.Loopback, 0), ServeAsync, serverOptions);
    await using var client = await ConnectedAsync(new Uri($"{scheme}://127.0.0.1:{server.Port}/"), clientOptions);
    await client.SendTextAsync("hello");
    var echo = await client.ReceiveAsync();
    Check(echo?.ToText() == "hello", "The echo is another.");
    Check((await client.PingAsync()) > TimeSpan.Zero, "The ping took no time.");
    var result = await client.CloseAsync();

    await using var second = await ConnectedAsync(new Uri($"{scheme}://127.0.0.1:{server.Port}/"), clientOptions);
    using var socket = new PureWebSocket(second);
    await socket.SendAsync("again"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
    var part = await socket.ReceiveAsync(new byte[100].AsMemory(), CancellationToken.None);
    Check(part is { Count: 5, EndOfMessage: true }, "The socket received another message.");
    await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
    return $"{scheme} over {serverOptions.Transport} closed with {result.Code}";
}

static async Task ServeAsync(WebSocketConnection connection, CancellationToken stop)
{
    await foreach (var message in connection.ReadAllAsync(stop)) await connection.SendAsync(message.Kind, message.Data, stop);
}

static async Task<WebSocketConnection> ConnectedAsync(Uri url, WebSocketClientOptions options)
{
    var connecting = await WebSocketClient.TryConnectAsync(url, options);
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
