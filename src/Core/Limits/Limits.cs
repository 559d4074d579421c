using System.Runtime.CompilerServices;

namespace Pure.WebSockets;

/// <summary>
/// What a peer may make this endpoint hold (RFC 6455 §10.4). The defaults let every case of the conformance catalogue pass: its largest
/// message has 16 MiB, its most fragmented one 65,537 fragments.
/// </summary>
public sealed record Limits
{
    /// <summary>
    /// 64 MiB frames and messages (the message limit of tungstenite and fastwebsockets), compressed or not, 131,072 fragments, heads of
    /// 16 KiB (node's limit) and 100 fields (Kestrel's).
    /// </summary>
    public static Limits Default { get; } = new();

    /// <summary>The longest payload of one frame, in bytes. Longer: close 1009.</summary>
    public long MaxFrameBytes { get; init => field = NotNegative(value); } = 64L * 1024 * 1024;

    /// <summary>
    /// The longest message, in payload bytes of all its fragments, and in plain bytes where it came compressed. Longer: close 1009.
    /// </summary>
    public long MaxMessageBytes { get; init => field = NotNegative(value); } = 64L * 1024 * 1024;

    /// <summary>
    /// The longest message that came compressed, in plain bytes, where that is to be less than <see cref="MaxMessageBytes"/>.
    /// Decompression stops at the limit. Longer: close 1009.
    /// </summary>
    public long MaxInflatedBytes { get; init => field = NotNegative(value); } = 64L * 1024 * 1024;

    /// <summary>The most fragments of one message, empty ones included: each costs the receiver time. More: close 1008.</summary>
    public int MaxFragments { get; init => field = (int)NotNegative(value); } = 131_072;

    /// <summary>The longest head of the opening handshake, in bytes. Longer: 431 from a server; a client fails the connection.</summary>
    public int MaxHeadBytes { get; init => field = (int)NotNegative(value); } = 16 * 1024;

    /// <summary>
    /// The most fields that the head of an opening handshake may have (Kestrel's limit). More: 431 from a server; a client fails the
    /// connection. 100.
    /// </summary>
    public int MaxHeaderFields { get; init => field = (int)NotNegative(value); } = 100;

    /// <summary>What a compressed message may stand for.</summary>
    internal long Plain => Math.Min(MaxMessageBytes, MaxInflatedBytes);

    private static long NotNegative(long value, [CallerMemberName] string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value, name);
        return value;
    }
}
