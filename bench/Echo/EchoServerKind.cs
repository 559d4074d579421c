namespace Pure.WebSockets.Bench;

/// <summary>The kinds of echo servers.</summary>
internal enum EchoServerKind
{
    /// <summary>ASP.NET Core's Kestrel with System.Net.WebSockets, the baseline.</summary>
    Kestrel,

    /// <summary>Ours over sockets.</summary>
    Sockets,

    /// <summary>Ours over epoll.</summary>
    Epoll,

    /// <summary>Ours over epoll, with callbacks in place of an asynchronous function.</summary>
    Handler,

    /// <summary>npm's ws, if Node.js and the package are installed.</summary>
    Ws,

    /// <summary>
    /// Not a WebSocket server: the cost of receiving, unmasking and sending whole frames in C++, if g++ is installed.
    /// </summary>
    Floor,

    /// <summary>A server of the user's choice, which a command of the shell starts.</summary>
    Peer,
}
