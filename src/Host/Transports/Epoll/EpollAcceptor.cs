using System.Net.Sockets;

namespace Pure.WebSockets.Host.Epoll;

/// <summary>Accepts connections on a reactor's thread and assigns each connection to the reactor with the fewest sockets.</summary>
internal sealed class EpollAcceptor : Acceptor
{
    /// <summary>The maximum number of connections that the acceptor accepts before the reactor serves its other sockets.</summary>
    private const int RoundConnections = 16;

    private const int LongestAddress = 128;

    private readonly EpollSocket socket;
    private readonly byte[] address = new byte[LongestAddress];
    private int taken;

    /// <param name="listening">The listening socket. The acceptor takes ownership of this socket.</param>
    /// <param name="reactor">The reactor that watches the listening socket.</param>
    public EpollAcceptor(Socket listening, Reactor reactor)
    {
        listening.Blocking = false;
        socket = new EpollSocket((int)listening.Handle, reactor, listening);
        socket.Watch();
    }

    public override async ValueTask WaitAsync()
    {
        var hasQuota = taken < RoundConnections;
        if (!hasQuota) taken = 0;
        await (hasQuota ? socket.Input.WaitAsync() : socket.WaitForNextRound());
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

        // More connections can be pending, even after an error, so the next wait must complete immediately.
        socket.Input.Set();
        if (accepted < 0) return accepted == -Libc.Aborted ? default : throw Libc.Failure(accepted);
        taken++;
        var remote = CompactEndPoint.FromNative(address);
        return new ValueTask<Transport?>(
            new EpollTransport(new EpollSocket(accepted, Reactor.LeastBusy) { MayReadShort = remote.IsUnix }, remote)
        );
    }

    public override void Stop() => socket.ShutDown();

    public override void Dispose() => socket.Close();
}
