// An echo at /echo, and a chat at /chat with its page at /. Each message is sent to all connections.
using System.Collections.Concurrent;
using Pure.WebSockets.Host;

const string Page = """
    <!doctype html>
    <meta charset="utf-8">
    <title>Chat</title>
    <form><input autofocus><button>Say</button></form>
    <ul></ul>
    <script>
      const socket = new WebSocket(location.href.replace('http', 'ws') + 'chat');
      const input = document.querySelector('input');
      socket.onmessage = (event) => { document.querySelector('ul').appendChild(document.createElement('li')).textContent = event.data; };
      document.querySelector('form').onsubmit = () => { socket.send(input.value); input.value = ''; return false; };
    </script>
    """;

var app = WebApplication.CreateBuilder(args).Build();
var present = new ConcurrentDictionary<WebSocketConnection, bool>();

app.MapGet("/", () => Results.Content(Page, "text/html; charset=utf-8"));
app.MapWebSocket("/echo", async (connection, stop) =>
{
    await foreach (var message in connection.ReadAllAsync(stop)) await connection.SendAsync(message.Kind, message.Data, stop);
});
app.MapWebSocket("/chat", async (connection, stop) =>
{
    present[connection] = true;
    try
    {
        await foreach (var message in connection.ReadAllAsync(stop))
        {
            var said = message.ToText();
            foreach (var other in present.Keys) await SayAsync(other, said);
        }
    }
    finally
    {
        present.TryRemove(connection, out _);
    }
});
app.Run();

static async Task SayAsync(WebSocketConnection other, string said)
{
    try
    {
        await other.SendTextAsync(said);
    }
    catch (WebSocketClosedException)
    {
        // This peer is closing its connection.
    }
}
