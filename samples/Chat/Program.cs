// A chat with rooms. The page is at /, and a member of a room connects to /rooms/ROOM?name=MEMBER. Room.cs states the rule for slow
// readers.
using System.Collections.Concurrent;
using Pure.WebSockets;
using Pure.WebSockets.AspNetCore;
using Pure.WebSockets.Samples;

var app = WebApplication.CreateBuilder(args).Build();
var rooms = new ConcurrentDictionary<string, Room>(StringComparer.Ordinal);

// A room holds little for a reader that is slow: what does not fit is skipped.
var options = PureWebSocketEndpointOptions.Default with
{
    MaxUnsentBytes = 64 * 1024,
    Protocol = ConnectionOptions.Default with { Limits = Limits.Default with { MaxMessageBytes = 64 * 1024 } },
};

app.UseDefaultFiles();
app.UseStaticFiles();
app.MapPureWebSocket(
    "/rooms/{room}",
    async (context, connection, stop) =>
    {
        var name = context.Request.Query["name"].ToString();
        var room = rooms.GetOrAdd($"{context.Request.RouteValues["room"]}", _ => new Room());
        var member = room.Enter(name.Length > 0 ? name : "guest", connection);
        try
        {
            await foreach (var message in connection.ReadAllAsync(stop)) room.Say(member, message.ToText());
        }
        finally
        {
            room.Leave(member, "has left");
        }
    },
    options
);

// The number of lines that each member has missed.
app.MapGet("/members/{room}", (string room) => rooms.TryGetValue(room, out var found) ? found.Missed() : []);
app.Run();
