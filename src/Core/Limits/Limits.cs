using System.Runtime.CompilerServices;

namespace Pure.WebSockets;

/// <summary>
/// The limits on the frames, messages and heads that the peer may send (RFC 6455 §10.4). All conformance cases of this project pass with
/// the default limits. The largest message in these cases is 16 MiB long, and no message has more than 65,537 fragments.
/// </summary>
public sealed record Limits
{
    /// <summary>
    /// The default limits. Compressed and uncompressed frames and messages can be up to 64 MiB long. The libraries tungstenite and
    /// fastwebsockets have the same message limit. Messages can have up to 131,072 fragments. Heads can be up to 16 KiB long, as in
    /// Node.js, and can have up to 100 header fields, as in Kestrel.
    /// </summary>
    public static Limits Default { get; } = new();

    /// <summary>
    /// The maximum payload size of a frame, in bytes. If a frame is longer, the connection fails with status code 1009. If the value is
    /// null (the default), frames have no limit of their own, and <see cref="MaxMessageBytes"/> applies.
    /// </summary>
    public long? MaxFrameBytes { get; init => field = NotNegative(value); }

    /// <summary>
    /// The maximum total payload size of all fragments of a message, in bytes. For a compressed message, the limit also applies to the
    /// inflated size. If a message is longer, the connection fails with status code 1009. The default is 64 MiB.
    /// </summary>
    public long MaxMessageBytes { get; init => field = NotNegative(value); } = 64L * 1024 * 1024;

    /// <summary>
    /// The maximum inflated size of a compressed message, in bytes. The limit has an effect only if the limit is lower than
    /// <see cref="MaxMessageBytes"/>. Decompression stops at the limit. If the inflated message is longer, the connection fails with status
    /// code 1009. If the value is null (the default), <see cref="MaxMessageBytes"/> applies.
    /// </summary>
    public long? MaxInflatedBytes { get; init => field = NotNegative(value); }

    /// <summary>
    /// The maximum number of fragments of a message. Empty fragments also count, because the receiver must process each fragment. If a
    /// message has more fragments, the connection fails with status code 1008. The default is 131,072.
    /// </summary>
    public int MaxFragments { get; init => field = (int)NotNegative(value); } = 131_072;

    /// <summary>
    /// The maximum size of the head of an opening handshake, in bytes. If a head is longer, a server answers with HTTP status 431, and a
    /// client fails the connection. The default is 16 KiB.
    /// </summary>
    public int MaxHeadBytes { get; init => field = (int)NotNegative(value); } = 16 * 1024;

    /// <summary>
    /// The maximum number of fields in the head of an opening handshake. If a head has more fields, a server answers with HTTP status 431,
    /// and a client fails the connection. The default is 100.
    /// </summary>
    public int MaxHeaderFields { get; init => field = (int)NotNegative(value); } = 100;

    /// <summary>
    /// The maximum decompressed size of a compressed message, in bytes. The value is the lower of <see cref="MaxMessageBytes"/> and
    /// <see cref="MaxInflatedBytes"/>.
    /// </summary>
    internal long Plain => Math.Min(MaxMessageBytes, MaxInflatedBytes ?? MaxMessageBytes);

    private static long? NotNegative(long? value, [CallerMemberName] string name = "") =>
        value is { } limit ? NotNegative(limit, name) : null;

    private static long NotNegative(long value, [CallerMemberName] string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value, name);
        return value;
    }
}
