namespace Pure.WebSockets.Host;

/// <summary>The transports that a server can use. An application runs on either transport without changes.</summary>
public enum ServerTransport
{
    /// <summary>
    /// .NET's sockets, which are available on every operating system. An application that blocks delays only its own connection, but it
    /// also blocks a thread of the thread pool.
    /// </summary>
    Sockets,

    /// <summary>
    /// The epoll interface of Linux. The server has one thread for each processor core. Each thread waits for events on its connections and
    /// directly runs the applications of these connections. This transport has the lowest cost per message and per idle connection. An
    /// application that blocks delays the thread's other connections for up to about 50 ms, until another thread takes over these
    /// connections. Therefore, run long or blocking work with <see cref="Task.Run(Action)"/>. If <see cref="WebSocketServerOptions.Tls"/>
    /// is set, the server uses .NET's sockets instead.
    /// </summary>
    Epoll,
}
