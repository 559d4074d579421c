namespace Pure.WebSockets.Conformance.Tests;

/// <summary>A <see cref="CompressingPeer"/> behind a socket.</summary>
public static class CompressingServer
{
    public static LoopbackServer With(DeflateFault fault) => new(async (socket, stop) =>
    {
        var buffer = new byte[64 * 1024];
        var peer = new CompressingPeer(fault);
        // The request comes in one piece: it is small, and the tester waits for the answer.
        var request = await socket.ReceiveAsync(buffer, stop);
        await socket.SendAsync(peer.Greet(buffer[..request]).Memory, stop);
        while (!peer.HasEnded && await socket.ReceiveAsync(buffer, stop) is > 0 and var read) await socket.SendAsync(peer.Receive(buffer.AsMemory(0, read)), stop);
    });
}
