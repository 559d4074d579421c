namespace Pure.WebSockets.Host;

/// <summary>What carries a server's bytes. The application is the same over each.</summary>
public enum ServerTransport
{
    /// <summary>
    /// The framework's sockets, on every system. An application that blocks holds up its own connection, and a thread of the pool.
    /// </summary>
    Sockets,

    /// <summary>
    /// Linux's epoll: a thread for each core waits for all of its connections at once and runs their applications where their messages
    /// arrive. A message costs the least this way, an idle connection too; but an application that blocks holds up the others of its
    /// thread for some 50 ms, until another thread takes them over, so what often blocks or computes for long goes to
    /// <see cref="Task.Run(Action)"/>. With <see cref="WebSocketServerOptions.Tls"/> sockets are used all the same.
    /// </summary>
    Epoll,
}
