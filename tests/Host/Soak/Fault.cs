namespace Pure.WebSockets.Host.Tests.Soak;

/// <summary>What happens to a connection on its way.</summary>
internal enum FaultKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Both directions end in good order.</summary>
    Cut,

    /// <summary>Both ends see a reset.</summary>
    Reset,

    /// <summary>What the client sends ends; what the server sends goes on.</summary>
    ClientHalf,

    /// <summary>What the server sends ends; what the client sends goes on.</summary>
    ServerHalf,

    /// <summary>Nothing is carried any more, and nobody is told.</summary>
    Silence,
}

/// <summary>A fault, and when it strikes.</summary>
/// <param name="Kind">Which.</param>
/// <param name="After">The bytes carried in both directions before it does, to the byte.</param>
/// <param name="Slow">Whether one direction is read slowly all the time.</param>
internal sealed record Fault(FaultKind Kind, long After, bool Slow);
