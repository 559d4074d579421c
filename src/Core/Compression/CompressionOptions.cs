using System.Runtime.CompilerServices;

namespace Pure.WebSockets;

/// <summary>
/// How an endpoint wants messages to be compressed (RFC 7692). A server applies its four bounds to the offers of clients. Of a client's
/// options, only <see cref="Offers"/> is used in the negotiation.
/// </summary>
public sealed record CompressionOptions
{
    /// <summary>Context takeover in both directions, and windows of 32,768 bytes.</summary>
    public static CompressionOptions Default { get; } = new();

    /// <summary>Whether a server starts each message with an empty window. This takes less memory and compresses less.</summary>
    public bool ServerNoContextTakeover { get; init; }

    /// <summary>Whether a server requires clients to start each message with an empty window.</summary>
    public bool ClientNoContextTakeover { get; init; }

    /// <summary>The base-2 logarithm of the largest window that a server uses, from 8 to 15.</summary>
    public int ServerMaxWindowBits { get; init => field = WindowSize.Checked(value); } = WindowSize.Most;

    /// <summary>
    /// The base-2 logarithm of the largest window that a server allows its clients, from 8 to 15. Below 15, offers that do not let the
    /// server limit the window are declined.
    /// </summary>
    public int ClientMaxWindowBits { get; init => field = WindowSize.Checked(value); } = WindowSize.Most;

    /// <summary>
    /// The size of the smallest message that is compressed by default, in bytes. 64. A shorter message has few repetitions, and the bits of
    /// its block cost most of what they save. A message of several parts is always compressed, because its length is not known before its
    /// end. Any message may be sent compressed or not (§6): RSV1 tells the peer.
    /// </summary>
    public int MinBytes { get; init => field = NotNegative(value); } = 64;

    /// <summary>How thorough the search for matches is, from 1, the fastest, to 9, the smallest output. 6, the default of zlib.</summary>
    public int Level { get; init => field = MatchSettings.Checked(value); } = MatchSettings.DefaultLevel;

    /// <summary>
    /// The client's offers, the preferred one first (§5.1). A server's answer must match one of them. The default is one offer without
    /// parameters, because some servers reject parameters that they do not know. An empty list offers nothing.
    /// </summary>
    public IEnumerable<DeflateOffer> Offers { get; init => field = ItemList.Of(value); } = ItemList.Of<DeflateOffer>([DeflateOffer.Plain]);

    private static int NotNegative(int value, [CallerMemberName] string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value, name);
        return value;
    }
}
