using System.Net.Sockets;

namespace Pure.WebSockets.Host;

/// <summary>Accepts connections from a listening socket and creates a transport for each connection.</summary>
internal abstract class Acceptor : IDisposable
{
    /// <summary>
    /// Waits until a connection may be pending. If the acceptor waits in <see cref="AcceptAsync"/> instead, this method returns
    /// immediately. The caller takes a slot for the connection only after this call. A waiting acceptor therefore does not hold a slot that
    /// another acceptor needs.
    /// </summary>
    public virtual ValueTask WaitAsync() => default;

    /// <summary>Accepts the next connection. Returns null if no connection is pending.</summary>
    /// <exception cref="SocketException">
    /// A temporary error occurred, for example because no file descriptor is free. The method can also throw an <see cref="IOException"/>
    /// for a temporary error.
    /// </exception>
    public abstract ValueTask<Transport?> AcceptAsync(CancellationToken stopped);

    /// <summary>Stops listening. Connections that have not been accepted yet are refused, and an accept in progress fails.</summary>
    public abstract void Stop();

    /// <summary>Frees the socket. The caller must ensure that no call is in progress.</summary>
    public abstract void Dispose();
}
