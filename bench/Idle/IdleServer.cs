namespace Pure.WebSockets.Bench;

/// <summary>A server with idle connections, and its configuration.</summary>
internal sealed record IdleServer(EchoServerKind Kind, EchoServerForm Form)
{
    /// <summary>All servers. Kestrel's application has two ways to wait for a message.</summary>
    public static IEnumerable<IdleServer> All =>
        from deflate in new[] { false, true }
        from kind in EchoServerNames.Servers
        from buffer in kind == EchoServerKind.Kestrel ? new[] { EchoBuffer.Small, EchoBuffer.Rented } : [EchoBuffer.Large]
        select new IdleServer(kind, new EchoServerForm(buffer, deflate));

    /// <summary>Its name in tables.</summary>
    public string Name => (Kind, Form.Buffer) switch
    {
        (EchoServerKind.Kestrel, EchoBuffer.Rented) => "Kestrel, zero-byte reads",
        (EchoServerKind.Kestrel, _) => "Kestrel, 4 KiB held",
        _ => Kind.Name(),
    };

    /// <summary>
    /// Starts the process; null if a requirement is missing. All code is compiled once, when it is first called, so that no code is
    /// recompiled between two readings.
    /// </summary>
    public EchoServerProcess? Start() => EchoServerProcess.Start(Kind, Form, ("DOTNET_TieredCompilation", "0"));
}
