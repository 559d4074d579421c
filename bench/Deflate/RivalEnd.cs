using System.Net.WebSockets;

namespace Pure.WebSockets.Bench;

/// <summary>System.Net.WebSockets.</summary>
internal sealed class RivalEnd(Role role, bool contextTakeover, Wire from, Wire to, int lentBytes) : End
{
    private readonly WebSocket socket = Peers.Rival(role, new WireStream(from, to), contextTakeover);
    private readonly byte[] lent = new byte[lentBytes];

    public override void Send(ReadOnlyMemory<byte> message) =>
        Completed.Check(socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None));

    public override ReadOnlyMemory<byte> Receive()
    {
        var filled = 0;
        while (true)
        {
            var result = Completed.Result(socket.ReceiveAsync(lent.AsMemory(filled), CancellationToken.None));
            filled += result.Count;
            if (result.EndOfMessage) return lent.AsMemory(0, filled);
            if (filled == lent.Length) throw NothingCame();
        }
    }

    public override object Idle(bool resting) => socket;

    public override void Drop() => socket.Dispose();
}
