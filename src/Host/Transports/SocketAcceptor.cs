using System.Net.Sockets;

namespace Pure.WebSockets.Host;

/// <summary>Accepts over the framework's sockets.</summary>
/// <param name="socket">The socket that listens.</param>
/// <param name="transport">What is made of a connection.</param>
internal sealed class SocketAcceptor(Socket socket, Func<Socket, Transport> transport) : Acceptor
{
    public override async ValueTask<Transport?> AcceptAsync(CancellationToken stopped) => transport(await socket.AcceptAsync(stopped));

    public override void Stop() => socket.Dispose();

    public override void Dispose() => socket.Dispose();
}
