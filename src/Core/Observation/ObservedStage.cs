using System.Diagnostics;

namespace Pure.WebSockets;

/// <summary>The state of an observer, which depends on how far the connection has come.</summary>
internal abstract record ObservedStage
{
    private ObservedStage() { }

    /// <summary>Returns the number of bytes that the endpoint has sent.</summary>
    public long BytesOf(Role sender) =>
        (this, sender) switch
        {
            (Opening opening, _) => opening.Handshake.BytesOf(sender),
            (Open open, Role.Client) => open.Client.Bytes,
            (Open open, _) => open.Server.Bytes,
            (Closed closed, Role.Client) => closed.ClientBytes,
            (Closed closed, _) => closed.ServerBytes,
            _ => throw new UnreachableException(),
        };

    /// <summary>The opening handshake is not complete.</summary>
    public sealed record Opening(ObservedOpening Handshake) : ObservedStage;

    /// <summary>The connection is open, and each direction consists of frames.</summary>
    public sealed record Open(ObservedFrames Client, ObservedFrames Server) : ObservedStage;

    /// <summary>The connection did not open. Further bytes are only counted.</summary>
    public sealed record Closed(long ClientBytes, long ServerBytes) : ObservedStage;
}
