// A program that NativeTests compiles ahead of time: an endpoint of MapPureWebSocket and one on the framework's API, over HTTP/1.1 and
// HTTP/2.
using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Pure.WebSockets;
using Pure.WebSockets.AspNetCore;
using Pure.WebSockets.Host;

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(options =>
{
    options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
    options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
});
await using var app = builder.Build();
app.UsePureWebSockets(new PureWebSocketOptions { Origins = ["*"] });
app.MapPureWebSocket("/echo", ServeAsync, new PureWebSocketEndpointOptions { Accept = _ => new(Acceptance.Plain) });
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
foreach (var line in spoken) Console.WriteLine(line);

static async Task ServeAsync(WebSocketConnection connection, CancellationToken stop)
{
    await foreach (var message in connection.ReadAllAsync(stop)) await connection.SendAsync(message.Kind, message.Data, stop);
}

static async Task<WebSocketConnection> ConnectedAsync(Uri url, WebSocketClientOptions options)
{
    var connecting = await WebSocketClient.TryConnectAsync(url, options);
    return connecting.IfLeft(failure => throw new InvalidOperationException(failure.Message));
}

static void Check(bool holds, string otherwise)
{
    if (!holds) throw new InvalidOperationException(otherwise);
}
