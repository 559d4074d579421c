using System.Runtime.InteropServices;

namespace Pure.WebSockets.Host.Epoll;

/// <summary>
/// A socket that does not block, and the reactor that watches it. It is its own readiness for input, which is what it waits for all the
/// time.
/// </summary>
/// <param name="descriptor">The socket.</param>
/// <param name="reactor">The reactor.</param>
/// <param name="owner">Whose socket it is, and is freed with; null where it is nobody else's.</param>
internal sealed class WatchedSocket(int descriptor, Reactor reactor, IDisposable? owner = null) : Readiness
{
    private const int BothWays = 2;

    private GCHandle handle;
    private Readiness? output;
    private bool watched;
    private bool closed;

    /// <summary>The socket's number.</summary>
    public int Descriptor => descriptor;

    /// <summary>Whether a receive, or an accept, may succeed.</summary>
    public Readiness Input => this;

    /// <summary>
    /// Whether a send may succeed. Who asks for it first, because one did not, tries once more afterwards: what happened before it was
    /// there is not in it.
    /// </summary>
    public Readiness Output =>
        Volatile.Read(ref output) ?? Interlocked.CompareExchange(ref output, new Readiness(), comparand: null) ?? output;

    /// <summary>Whether there is nothing to wait for any more: the peer has ended its half, or the connection is broken.</summary>
    public bool Over { get; private set; }

    /// <summary>
    /// Whether a receive may give less than there is room for though more is there. Over TCP it stops before urgent data, which is
    /// announced (tcp(7)), and whose octet the sockets of the framework leave out of the stream too; over a
    /// Unix domain socket wherever a peer passes something beside the bytes (unix(7)). Once true it stays so.
    /// </summary>
    public bool StopsShort { get; set; }

    /// <summary>Begins to watch it, unless it is closed.</summary>
    /// <exception cref="IOException">The system watches no more.</exception>
    public void Watch()
    {
        lock (this)
        {
            if (closed) return;
            handle = reactor.Watch(descriptor, this);
            watched = true;
        }
    }

    /// <summary>Waits until the others of the reactor had their turn.</summary>
    public ValueTask<int> WaitForTurn()
    {
        var waiting = Input.WaitForNextAsync();
        reactor.Queue(this);
        return waiting;
    }

    /// <summary>On the reactor's thread: something happened to the socket.</summary>
    public void OnEvents(SocketEvents events)
    {
        var over = Any(events, SocketEvents.PeerEnded | SocketEvents.Ended | SocketEvents.Failed);

        // The end of the stream comes with the last bytes, or alone, and is told of once.
        if (over) Over = true;
        if (Any(events, SocketEvents.Writable | SocketEvents.Ended | SocketEvents.Failed)) Volatile.Read(ref output)?.Set();
        if (Any(events, SocketEvents.Urgent)) StopsShort = true;
        if (over || Any(events, SocketEvents.Readable | SocketEvents.Urgent)) Input.Set();
    }

    /// <summary>On the reactor's thread: the others had their turn.</summary>
    public void OnTurn() => Input.Set();

    /// <summary>Ends it both ways: what is under way fails, or finds the end. From any thread, any number of times.</summary>
    public void Shut()
    {
        // After closing the number may be another socket's.
        lock (this)
        {
            if (!closed) Libc.End(descriptor, BothWays);
        }
    }

    /// <summary>Frees it. Nothing is under way.</summary>
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
