using System.Net.WebSockets;

namespace Pure.WebSockets.Bench;

/// <summary>Open ends of connections, of both makes, and what they deliver.</summary>
internal static class Peers
{
    public static Connection Ours(Role role) => Connection.Opened(role, Agreement.Plain, ConnectionOptions.Default);

    /// <summary>Without keep-alive: no timer runs beside what is measured.</summary>
    public static WebSocket Rival(Role role, Stream stream) => WebSocket.CreateFromStream(stream, role == Role.Server, subProtocol: null, keepAliveInterval: TimeSpan.Zero);

    /// <summary>The payloads that our end delivers of what is on the wire.</summary>
    public static byte[] DeliveredByOurs(Role role, byte[] wire) =>
        [.. Protocol.Step(Ours(role), new Input.Received(wire)).Effects.OfType<Effect.Message>().SelectMany(message => message.Data.ToArray())];

    /// <summary>The payloads that the rival's end delivers of what is on the wire.</summary>
    public static byte[] DeliveredByRival(Role role, byte[] wire, int messages)
    {
        var rival = Rival(role, new RepeatingStream(wire));
        var delivered = new MemoryStream();
        var lent = new byte[wire.Length];
        for (var message = 0; message < messages; message++)
        {
            var result = Completed.Result(rival.ReceiveAsync(lent.AsMemory(), CancellationToken.None));
            delivered.Write(lent, 0, result.Count);
        }

        return delivered.ToArray();
    }
}
