namespace Pure.WebSockets.Bench;

/// <summary>The names of the servers.</summary>
internal static class EchoServerNames
{
    /// <summary>All WebSocket servers.</summary>
    public static IEnumerable<EchoServerKind> Servers { get; } =
    [EchoServerKind.Kestrel, EchoServerKind.Sockets, EchoServerKind.Epoll, EchoServerKind.Handler, EchoServerKind.Ws];

    public static bool IsOurs(this EchoServerKind kind) => kind is EchoServerKind.Sockets or EchoServerKind.Epoll or EchoServerKind.Handler;

    public static string Name(this EchoServerKind kind) => kind switch
    {
        EchoServerKind.Ws => "ws",
        EchoServerKind.Handler => "ours, Epoll, handler",
        EchoServerKind.Floor => "floor, C++",
        EchoServerKind.Peer => "the peer",
        _ when kind.IsOurs() => $"ours, {kind}",
        _ => $"{kind}",
    };
}
