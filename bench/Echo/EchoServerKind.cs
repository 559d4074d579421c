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

    /// <summary>npm's ws, if Node.js and the package are installed.</summary>
    Ws,

    /// <summary>
    /// Not a WebSocket server: the cost of receiving and sending in C++, if g++ is installed. It copies frames that are cut, and is
    /// therefore used for messages of up to 1 KiB only.
    /// </summary>
    Floor,
}
