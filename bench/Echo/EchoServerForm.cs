namespace Pure.WebSockets.Bench;

/// <summary>How an echo server runs.</summary>
/// <param name="Buffer">What Kestrel receives into; ours and ws have buffers of their own.</param>
/// <param name="Deflate">Permessage-deflate (RFC 7692) with context takeover and windows of 32 KiB.</param>
internal sealed record EchoServerForm(EchoBuffer Buffer, bool Deflate)
{
    private const string WithDeflate = "deflate";

    /// <summary>As fast as it goes.</summary>
    public static EchoServerForm Default { get; } = new(EchoBuffer.Large, Deflate: false);

    /// <summary>The words on the command line that ask for it.</summary>
    public string[] Words => Deflate ? [$"{Buffer}", WithDeflate] : [$"{Buffer}"];

    /// <summary>The words on the command line, understood; null when they are none.</summary>
    public static EchoServerForm? Of(string[] words) =>
        words switch
        {
            [] => Default,
            [var buffer, .. var rest] when Enum.TryParse<EchoBuffer>(buffer, out var which) && rest is [] or [WithDeflate] =>
                new EchoServerForm(which, rest.Length > 0),
            _ => null,
        };
}

/// <summary>What an application of System.Net.WebSockets receives into.</summary>
internal enum EchoBuffer
{
    /// <summary>64 KiB that each connection holds.</summary>
    Large,

    /// <summary>4 KiB that each connection holds.</summary>
    Small,

    /// <summary>Memory that is rented when something has come: a connection waits with a read of no bytes.</summary>
    Rented,
}
