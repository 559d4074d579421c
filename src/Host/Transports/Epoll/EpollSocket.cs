using System.Runtime.InteropServices;

namespace Pure.WebSockets.Host.Epoll;

/// <summary>
/// A non-blocking socket that a reactor watches. The object is also the readiness of its input, because it almost always waits for input.
/// </summary>
/// <param name="descriptor">The socket's file descriptor.</param>
/// <param name="reactor">The reactor.</param>
/// <param name="owner">An object that is disposed in place of closing the descriptor. If it is null, the descriptor is closed.</param>
internal sealed class EpollSocket(int descriptor, Reactor reactor, IDisposable? owner = null) : Readiness
{
    private const int BothWays = 2;

    private GCHandle handle;
    private Readiness? output;
    private bool watched;
    private bool closed;

    /// <summary>The file descriptor.</summary>
    public int Descriptor => descriptor;

    /// <summary>Whether a receive or an accept may succeed.</summary>
    public Readiness Input => this;

    /// <summary>
    /// Whether a send may succeed. Created on first use; retry the send once after creating it, because earlier writability events were not
    /// recorded.
    /// </summary>
    public Readiness Output =>
        Volatile.Read(ref output) ?? Interlocked.CompareExchange(ref output, new Readiness(), comparand: null) ?? output;

    /// <summary>Whether no more events will come: the peer has ended its half, or the connection is broken.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>
    /// Whether a receive may return less than the buffer holds although more bytes are available. TCP stops before urgent data, whose
    /// arrival is reported as an event (tcp(7)); .NET's sockets leave that byte out of the stream too. A Unix domain socket stops at
    /// ancillary data (unix(7)). Stays true once set.
    /// </summary>
    public bool MayReadShort { get; set; }

    /// <summary>Starts watching the socket, unless it is closed.</summary>
    /// <exception cref="IOException">The operating system cannot watch it.</exception>
    public void Watch()
    {
        lock (this)
        {
            if (closed) return;
            handle = reactor.Watch(descriptor, this);
            watched = true;
        }
    }

    /// <summary>Waits until the other sockets of the reactor have run.</summary>
    public ValueTask<int> WaitForNextRound()
    {
        var waiting = Input.WaitForNextAsync();
        reactor.Schedule(this);
        return waiting;
    }

    /// <summary>Called on the reactor's thread: handles the socket's events.</summary>
    public void OnEvents(SocketEvents events)
    {
        var over = Any(events, SocketEvents.PeerEnded | SocketEvents.Ended | SocketEvents.Failed);

        // The end of the stream comes together with the last bytes or separately, and is reported once.
        if (over) HasEnded = true;
        if (Any(events, SocketEvents.Writable | SocketEvents.Ended | SocketEvents.Failed)) Volatile.Read(ref output)?.Set();
        if (Any(events, SocketEvents.Urgent)) MayReadShort = true;
        if (over || Any(events, SocketEvents.Readable | SocketEvents.Urgent)) Input.Set();
    }

    /// <summary>Called on the reactor's thread: the other sockets have run.</summary>
    public void OnNextRound() => Input.Set();

    /// <summary>
    /// Shuts down both directions. A call in progress fails, or finds the end. May be called from any thread, any number of times.
    /// </summary>
    public void ShutDown()
    {
        // After close, the operating system may give the number to another socket.
        lock (this)
        {
            if (!closed) Libc.ShutDown(descriptor, BothWays);
        }
    }

    /// <summary>Frees the socket. No call is in progress.</summary>
    public void Close()
    {
        lock (this)
        {
            if (closed) return;
            closed = true;
            if (watched) reactor.Remove(descriptor, handle);
            if (owner is null) Libc.Close(descriptor);
            else owner.Dispose();
        }
    }

    private static bool Any(SocketEvents events, SocketEvents of) => (events & of) != SocketEvents.None;
}
