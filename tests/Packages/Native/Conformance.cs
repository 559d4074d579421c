// A program that NativeTests compiles ahead of time: cases against a server, among them messages of several lengths, pings and the closing
// handshake.
using System.Net;
using Pure.WebSockets.Conformance;
using Pure.WebSockets.Host;

await using var server = WebSocketServer.Start(new IPEndPoint(IPAddress.Loopback, 0), ServeAsync, new WebSocketServerOptions());
var url = new Uri($"ws://127.0.0.1:{server.Port}/");
var suite = ConformanceSuite.OfServer(url).Only("1.1.*", "2.*", "7.1.1");
var count = 0;
foreach (var row in suite.Cases)
{
    await suite.AssertAsync((string)row[0]);
    count++;
}

Console.WriteLine($"{count} cases passed");

static async Task ServeAsync(WebSocketConnection connection, CancellationToken stop)
{
    await foreach (var message in connection.ReadAllAsync(stop)) await connection.SendAsync(message.Kind, message.Data, stop);
}
