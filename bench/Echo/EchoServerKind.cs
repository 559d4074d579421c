namespace Pure.WebSockets.Bench;

/// <summary>Who echoes.</summary>
internal enum EchoServerKind
{
    /// <summary>ASP.NET Core's Kestrel with System.Net.WebSockets: what the others are compared with.</summary>
    Kestrel,

    /// <summary>Ours over sockets.</summary>
    Sockets,

    /// <summary>Ours over epoll.</summary>
    Epoll,

    /// <summary>npm's ws, where node and the package are there.</summary>
    Ws,

    /// <summary>
    /// No WebSocket server: what receiving and sending cost in C++, where g++ is there. With messages to 1 KiB: it copies what is cut.
    /// </summary>
    Floor,
}
