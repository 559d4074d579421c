using System.Net.Sockets;

namespace Pure.WebSockets.Host;

/// <summary>Accepts connections from a listening socket and creates a transport for each connection.</summary>
internal abstract class Acceptor : IDisposable
{
    /// <summary>
    /// Waits until a connection is likely to be pending. The caller reserves a slot for the connection only after this wait, so that a
    /// waiting acceptor does not hold a slot that another acceptor needs. By default, this method returns immediately, and
    /// <see cref="AcceptAsync"/> waits.
    /// </summary>
    public virtual ValueTask WaitAsync() => default;

    /// <summary>Accepts the next connection. Returns null if no connection is pending.</summary>
    /// <exception cref="SocketException">
    /// A temporary error occurred, for example because no file descriptor is free. Some acceptors throw an <see cref="IOException"/>
    /// instead.
    /// </exception>
    public abstract ValueTask<Transport?> AcceptAsync(CancellationToken stopped);

    /// <summary>Stops listening. Connections that have not been accepted are refused, and an accept in progress fails.</summary>
    public abstract void Stop();

    /// <summary>Frees the socket. The caller must ensure that no call is in progress.</summary>
    public abstract void Dispose();
}
