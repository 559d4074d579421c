namespace Pure.WebSockets;

/// <summary>The state of an observer, which depends on how far the connection has come.</summary>
internal abstract record ObservedStage
{
    private ObservedStage() { }

    /// <summary>The opening handshake is not complete.</summary>
    public sealed record Opening(ObservedOpening Handshake) : ObservedStage;

    /// <summary>The connection is open, and each direction consists of frames.</summary>
    public sealed record Open(ObservedFrames Client, ObservedFrames Server) : ObservedStage;

    /// <summary>The connection did not open, and no further bytes are read.</summary>
    public sealed record Closed : ObservedStage;
}
