namespace Pure.WebSockets.Bench;

/// <summary>The configuration of an echo server.</summary>
/// <param name="Buffer">The receive buffer of Kestrel's application. The other servers have their own buffers.</param>
/// <param name="Deflate">Permessage-deflate (RFC 7692) with context takeover and windows of 32 KiB.</param>
internal sealed record EchoServerForm(EchoBuffer Buffer, bool Deflate)
{
    private const string WithDeflate = "deflate";

    /// <summary>The fastest configuration.</summary>
    public static EchoServerForm Default { get; } = new(EchoBuffer.Large, Deflate: false);

    /// <summary>The command-line arguments of the configuration.</summary>
    public string[] Words => Deflate ? [$"{Buffer}", WithDeflate] : [$"{Buffer}"];

    /// <summary>Parses command-line arguments; null if they are not valid.</summary>
    public static EchoServerForm? Of(string[] words) =>
        words switch
        {
            [] => Default,
            [var buffer, .. var rest] when Enum.TryParse<EchoBuffer>(buffer, out var which) && rest is [] or [WithDeflate] =>
                new EchoServerForm(which, rest.Length > 0),
            _ => null,
        };
}

/// <summary>The receive buffer of an application of System.Net.WebSockets.</summary>
internal enum EchoBuffer
{
    /// <summary>64 KiB that each connection holds.</summary>
    Large,

    /// <summary>4 KiB that each connection holds.</summary>
    Small,

    /// <summary>Memory that is rented when data has arrived. A connection waits with a read of zero bytes.</summary>
    Rented,
}
