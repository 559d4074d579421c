using System.Net;
using LanguageExt;
using Pure.WebSockets;
using Pure.WebSockets.Host;

// An echo server in a process of its own, for the tests that look at a process from outside. It is told what carries its bytes, tells its
// port, and runs until its input ends.
var options = new WebSocketServerOptions
{
    Transport = Enum.Parse<ServerTransport>(args[0]),
    Protocol = ConnectionOptions.Default with { Compression = Option<CompressionOptions>.Some(CompressionOptions.Default) },
};
await using var server = WebSocketServer.Start(
    new IPEndPoint(IPAddress.Loopback, 0),
    static async (connection, stop) =>
    {
        await foreach (var message in connection.ReadAllAsync(stop)) await connection.SendAsync(message.Kind, message.Data, stop);
    },
    options);
Console.WriteLine(server.Port);
while (Console.ReadLine() is not null)
{
    // It runs on.
}
