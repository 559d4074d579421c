using System.Net.Sockets;

namespace Pure.WebSockets.Host;

/// <summary>Accepts connections from a listening socket and makes transports of them.</summary>
internal abstract class Acceptor : IDisposable
{
    /// <summary>
    /// Waits until a connection may be pending, if waiting and accepting are separate calls of this acceptor. An acceptor that waits must
    /// not hold a slot that the clients of another acceptor need.
    /// </summary>
    public virtual ValueTask WaitAsync() => default;

    /// <summary>Accepts the next connection. Returns null if no connection is pending.</summary>
    /// <exception cref="SocketException">
    /// A temporary error, for example no free file descriptor. May also be an <see cref="IOException"/>.
    /// </exception>
    public abstract ValueTask<Transport?> AcceptAsync(CancellationToken stopped);

    /// <summary>Stops listening. Connections that have not been accepted yet are refused, and an accept in progress fails.</summary>
    public abstract void Stop();

    /// <summary>Frees the socket. No call is in progress any more.</summary>
    public abstract void Dispose();
}
