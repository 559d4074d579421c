namespace Pure.WebSockets.Host;

/// <summary>The transports that a server can use. Applications run unchanged on each of these transports.</summary>
public enum ServerTransport
{
    /// <summary>
    /// .NET's sockets, which are available on every operating system. A blocking application delays only its own connection, but it
    /// occupies a thread-pool thread.
    /// </summary>
    Sockets,

    /// <summary>
    /// Linux epoll. There is one thread for each core. Each thread waits for events on its connections and runs the applications of these
    /// connections directly. This transport has the lowest cost per message and per idle connection. A blocking application delays the
    /// thread's other connections for up to about 50 ms, until another thread takes these connections over. Therefore, move long or
    /// blocking work to <see cref="Task.Run(Action)"/>. If <see cref="WebSocketServerOptions.Tls"/> is set, the server uses .NET's sockets
    /// instead.
    /// </summary>
    Epoll,
}
