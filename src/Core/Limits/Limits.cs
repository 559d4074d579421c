using System.Runtime.CompilerServices;

namespace Pure.WebSockets;

/// <summary>
/// The limits on what a peer may make this endpoint store (RFC 6455 §10.4). Every case of the conformance catalogue passes with the
/// defaults: its largest message has 16 MiB, and its most fragmented one 65,537 fragments.
/// </summary>
public sealed record Limits
{
    /// <summary>
    /// Frames and messages of 64 MiB, compressed or not (the message limit of tungstenite and fastwebsockets), 131,072 fragments, heads of
    /// 16 KiB (the limit of Node.js) and of 100 fields (the limit of Kestrel).
    /// </summary>
    public static Limits Default { get; } = new();

    /// <summary>The most payload bytes of a frame. A longer frame fails the connection with 1009. 64 MiB.</summary>
    public long MaxFrameBytes { get; init => field = NotNegative(value); } = 64L * 1024 * 1024;

    /// <summary>
    /// The most payload bytes of a message, for all its fragments. For a compressed message, the limit also applies to the inflated bytes.
    /// A longer message fails the connection with 1009. 64 MiB.
    /// </summary>
    public long MaxMessageBytes { get; init => field = NotNegative(value); } = 64L * 1024 * 1024;

    /// <summary>
    /// The most inflated bytes of a compressed message, if less than <see cref="MaxMessageBytes"/>. Decompression stops at the limit. A
    /// longer message fails the connection with 1009. 64 MiB.
    /// </summary>
    public long MaxInflatedBytes { get; init => field = NotNegative(value); } = 64L * 1024 * 1024;

    /// <summary>
    /// The most fragments of a message. Empty fragments count, since each costs the receiver time. More fragments fail the connection with
    /// 1008. 131,072.
    /// </summary>
    public int MaxFragments { get; init => field = (int)NotNegative(value); } = 131_072;

    /// <summary>
    /// The maximum size of the head of an opening handshake, in bytes. A server answers a longer head with 431. A client fails the
    /// connection. 16 KiB by default.
    /// </summary>
    public int MaxHeadBytes { get; init => field = (int)NotNegative(value); } = 16 * 1024;

    /// <summary>
    /// The maximum number of fields in the head of an opening handshake. A server answers more fields with 431. A client fails the
    /// connection. 100 by default.
    /// </summary>
    public int MaxHeaderFields { get; init => field = (int)NotNegative(value); } = 100;

    /// <summary>The most inflated bytes of a compressed message.</summary>
    internal long Plain => Math.Min(MaxMessageBytes, MaxInflatedBytes);

    private static long NotNegative(long value, [CallerMemberName] string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value, name);
        return value;
    }
}
