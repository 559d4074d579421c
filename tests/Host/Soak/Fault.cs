namespace Pure.WebSockets.Host.Tests.Soak;

/// <summary>Faults of a connection.</summary>
internal enum FaultKind
{
    /// <summary>No fault.</summary>
    None,

    /// <summary>Both directions end in order.</summary>
    Cut,

    /// <summary>Both ends see a reset.</summary>
    Reset,

    /// <summary>The client's direction ends; the server's continues.</summary>
    ClientHalf,

    /// <summary>The server's direction ends; the client's continues.</summary>
    ServerHalf,

    /// <summary>No more bytes are relayed, without any signal.</summary>
    Silence,
}

/// <summary>A fault and its time.</summary>
/// <param name="Kind">The fault.</param>
/// <param name="After">The exact number of bytes relayed in both directions before it.</param>
/// <param name="Slow">Whether one direction is read slowly.</param>
internal sealed record Fault(FaultKind Kind, long After, bool Slow);
