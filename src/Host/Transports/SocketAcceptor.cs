using System.Net.Sockets;

namespace Pure.WebSockets.Host;

/// <summary>Accepts connections with .NET's sockets.</summary>
/// <param name="socket">The listening socket.</param>
/// <param name="transport">The function that creates the transport for an accepted socket.</param>
internal sealed class SocketAcceptor(Socket socket, Func<Socket, Transport> transport) : Acceptor
{
    public override async ValueTask<Transport?> AcceptAsync(CancellationToken stopped) => transport(await socket.AcceptAsync(stopped));

    public override void Stop() => socket.Dispose();

    public override void Dispose() => socket.Dispose();
}
