namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Creates echo peers whose opening handshake has not begun.</summary>
internal static class Echoes
{
    /// <summary>Returns an echo peer that uses the core.</summary>
    public static IMemoryPeer OfCore(Role role) =>
        new KernelEcho(
            role == Role.Server
                ? Connection.Server(Ours.Protocol)
                : Connection
                    .Client(
                        new UpgradeOffer("localhost", "/"),
                        (byte[])[.. Enumerable.Range(1, AcceptKey.NonceBytes).Select(at => (byte)(at * 13))],
                        Ours.Protocol
                    )
                    .IfLeft(() => throw new InvalidOperationException("the offer is a constant"))
        );
}
