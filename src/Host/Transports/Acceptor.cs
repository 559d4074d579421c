using System.Net.Sockets;

namespace Pure.WebSockets.Host;

/// <summary>A socket that listens, and makes transports of the connections that come.</summary>
internal abstract class Acceptor : IDisposable
{
    /// <summary>
    /// Waits until somebody may be there, where that can be told from accepting: whoever waits for a client holds no slot that another
    /// acceptor's clients need.
    /// </summary>
    public virtual ValueTask WaitAsync() => default;

    /// <summary>The next connection; null when nobody is there after all.</summary>
    /// <exception cref="SocketException">An error that may pass, as no file descriptor being left; or an
    /// <see cref="IOException"/>.</exception>
    public abstract ValueTask<Transport?> AcceptAsync(CancellationToken stopped);

    /// <summary>Ends the listening: those who are not accepted yet are refused. An accept under way fails.</summary>
    public abstract void Stop();

    /// <summary>Frees it. Nothing is under way any more.</summary>
    public abstract void Dispose();
}
