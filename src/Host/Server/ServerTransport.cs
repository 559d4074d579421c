namespace Pure.WebSockets.Host;

/// <summary>The transport of a server. Applications run unchanged on every transport.</summary>
public enum ServerTransport
{
    /// <summary>
    /// .NET's sockets, on every operating system. An application that blocks delays its own connection and occupies a thread of the pool.
    /// </summary>
    Sockets,

    /// <summary>
    /// Linux epoll. One thread for each core waits for all of its connections and runs their applications directly. This has the lowest
    /// cost per message and per idle connection. An application that blocks delays the other connections of its thread for about 50 ms,
    /// until another thread takes them over, so move long or blocking work to <see cref="Task.Run(Action)"/>. With
    /// <see cref="WebSocketServerOptions.Tls"/>, .NET's sockets are used instead.
    /// </summary>
    Epoll,
}
