namespace Pure.WebSockets.Bench;

/// <summary>The servers for people.</summary>
internal static class EchoServerNames
{
    public static bool IsOurs(this EchoServerKind kind) => kind is not (EchoServerKind.Kestrel or EchoServerKind.Ws);

    public static string Name(this EchoServerKind kind) => kind switch
    {
        EchoServerKind.Ws => "ws",
        _ when kind.IsOurs() => $"ours, {kind}",
        _ => $"{kind}",
    };
}
