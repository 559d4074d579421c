namespace Pure.WebSockets.Host;

/// <summary>The transports that a server can use. Applications run unchanged on each of these transports.</summary>
public enum ServerTransport
{
    /// <summary>
    /// .NET's sockets, which are available on every operating system. An application that blocks delays only its own connection, but it
    /// occupies a thread of the thread pool.
    /// </summary>
    Sockets,

    /// <summary>
    /// Linux epoll. For each core, one thread waits for the events of its connections and runs their applications directly. This transport
    /// has the lowest cost per message and per idle connection. An application that blocks delays the other connections of its thread for
    /// about 50 ms, until another thread takes over these connections. Therefore, move long or blocking work to
    /// <see cref="Task.Run(Action)"/>. If <see cref="WebSocketServerOptions.Tls"/> is set, the server uses .NET's sockets instead.
    /// </summary>
    Epoll,
}
