// An echo server. Its port is the first argument; 0 takes a free one.
using System.Net;
using Pure.WebSockets.Host;

var port = args is [var text] && int.TryParse(text, out var number) ? number : 9001;
await using var server = WebSocketServer.Start(new IPEndPoint(IPAddress.Loopback, port), async (connection, stop) =>
{
    await foreach (var message in connection.ReadAllAsync(stop)) await connection.SendAsync(message.Kind, message.Data, stop);
});
Console.WriteLine($"ws://{server.LocalEndPoint}/, until a line is entered");
Console.ReadLine();
