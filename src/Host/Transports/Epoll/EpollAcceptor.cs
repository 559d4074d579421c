using System.Net.Sockets;

namespace Pure.WebSockets.Host.Epoll;

/// <summary>Accepts on a reactor's thread, for whichever reactor has the fewest sockets.</summary>
internal sealed class EpollAcceptor : Acceptor
{
    /// <summary>Connections that are accepted before the others of the reactor get their turn.</summary>
    private const int TurnConnections = 16;

    private const int LongestAddress = 128;

    private readonly WatchedSocket socket;
    private readonly byte[] address = new byte[LongestAddress];
    private int taken;

    /// <param name="listening">The socket that listens. It is the acceptor's from here.</param>
    /// <param name="reactor">The reactor that tells when somebody comes.</param>
    public EpollAcceptor(Socket listening, Reactor reactor)
    {
        listening.Blocking = false;
        socket = new WatchedSocket((int)listening.Handle, reactor, listening);
        socket.Watch();
    }

    public override async ValueTask WaitAsync()
    {
        var itsTurn = taken < TurnConnections;
        if (!itsTurn) taken = 0;
        await (itsTurn ? socket.Input.WaitAsync() : socket.WaitForTurn());
    }

    public override ValueTask<Transport?> AcceptAsync(CancellationToken stopped)
    {
        socket.Input.Begin();
        var accepted = Libc.Accept(socket.Descriptor, address);
        if (accepted == -Libc.Again)
        {
            taken = 0;
            return default;
        }

        // There may be more, if only after an error.
        socket.Input.Set();
        if (accepted < 0) return accepted == -Libc.Aborted ? default : throw Libc.Failure(accepted);
        taken++;
        var remote = PeerAddress.Of(address);
        return new ValueTask<Transport?>(
            new EpollTransport(new WatchedSocket(accepted, Reactor.LeastBusy) { StopsShort = remote.IsUnix }, remote)
        );
    }

    public override void Stop() => socket.Shut();

    public override void Dispose() => socket.Close();
}
