using System.Runtime.InteropServices;

namespace Pure.WebSockets.Host.Epoll;

/// <summary>
/// A non-blocking socket that a reactor watches. The object itself is the <see cref="Readiness"/> for input. Almost every socket waits for
/// input, so a separate object would need more memory.
/// </summary>
/// <param name="descriptor">The socket's file descriptor.</param>
/// <param name="reactor">The reactor.</param>
/// <param name="owner">
/// The owner of the descriptor, which is disposed when the socket is closed. If the owner is null, the descriptor itself is closed.
/// </param>
internal sealed class EpollSocket(int descriptor, Reactor reactor, IDisposable? owner = null) : Readiness
{
    private const int BothWays = 2;

    private GCHandle handle;
    private Readiness? output;
    private bool watched;
    private bool closed;

    /// <summary>The file descriptor of the socket.</summary>
    public int Descriptor => descriptor;

    /// <summary>The readiness for a receive or an accept.</summary>
    public Readiness Input => this;

    /// <summary>
    /// The readiness for a send. This object is created on first use. Write events before the first use were not recorded. Therefore, after
    /// the first use of this property, the caller must try the send again before it waits.
    /// </summary>
    public Readiness Output =>
        Volatile.Read(ref output) ?? Interlocked.CompareExchange(ref output, new Readiness(), comparand: null) ?? output;

    /// <summary>
    /// Whether the peer has ended its sending direction or the connection has failed. If the value is true, no more input events arrive.
    /// </summary>
    public bool HasEnded { get; private set; }

    /// <summary>
    /// Whether a receive can return before the buffer is full even though more bytes are available. A receive from a TCP socket stops
    /// before urgent data, whose arrival is reported as an event (tcp(7)). As with .NET's sockets, the urgent byte is not part of the
    /// received bytes. A receive from a Unix domain socket stops at ancillary data (unix(7)). After the value has become true, it does not
    /// change again.
    /// </summary>
    public bool MayReadShort { get; set; }

    /// <summary>Starts watching the socket, unless it is closed.</summary>
    /// <exception cref="IOException">The operating system cannot watch the socket.</exception>
    public void Watch()
    {
        lock (this)
        {
            if (closed) return;
            handle = reactor.Watch(descriptor, this);
            watched = true;
        }
    }

    /// <summary>Waits until the reactor has served its other sockets.</summary>
    public ValueTask<int> WaitForNextRound()
    {
        var waiting = Input.WaitForNextAsync();
        reactor.Schedule(this);
        return waiting;
    }

    /// <summary>Handles the socket's events. This method is called on the reactor's thread.</summary>
    public void OnEvents(SocketEvents events)
    {
        var over = Any(events, SocketEvents.PeerEnded | SocketEvents.Ended | SocketEvents.Failed);

        // Epoll reports the end of the stream only once, and can report it together with the last bytes. Therefore, the end is recorded
        // here.
        if (over) HasEnded = true;
        if (Any(events, SocketEvents.Writable | SocketEvents.Ended | SocketEvents.Failed)) Volatile.Read(ref output)?.Set();
        if (Any(events, SocketEvents.Urgent)) MayReadShort = true;
        if (over || Any(events, SocketEvents.Readable | SocketEvents.Urgent)) Input.Set();
    }

    /// <summary>
    /// Completes the wait that <see cref="WaitForNextRound"/> started. The reactor's thread calls this method after the reactor has served
    /// the other sockets.
    /// </summary>
    public void OnNextRound() => Input.Set();

    /// <summary>
    /// Shuts down both directions. A receive or send in progress fails or reports the end of the stream. This method can be called from any
    /// thread, and more than once.
    /// </summary>
    public void ShutDown()
    {
        // A closed socket must not be shut down, because its descriptor number can already belong to another socket.
        lock (this)
        {
            if (!closed) Libc.ShutDown(descriptor, BothWays);
        }
    }

    /// <summary>Frees the socket. The caller must ensure that no receive or send is in progress.</summary>
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
