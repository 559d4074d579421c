using System.Runtime.CompilerServices;

namespace Pure.WebSockets;

/// <summary>
/// How an endpoint wants messages compressed (RFC 7692). A server holds what clients offer against its four bounds; of a client only
/// <see cref="Offers"/> counts in the negotiation.
/// </summary>
public sealed record CompressionOptions
{
    /// <summary>Context takeover both ways, windows of 32,768 bytes.</summary>
    public static CompressionOptions Default { get; } = new();

    /// <summary>A server's own window is empty at the start of each message: less memory for a connection, less compression.</summary>
    public bool ServerNoContextTakeover { get; init; }

    /// <summary>A server lets no client keep its window from message to message.</summary>
    public bool ClientNoContextTakeover { get; init; }

    /// <summary>The base-2 logarithm of the largest window that a server uses, from 8 to 15.</summary>
    public int ServerMaxWindowBits { get; init => field = WindowSize.Checked(value); } = WindowSize.Most;

    /// <summary>
    /// The base-2 logarithm of the largest window that a server grants its clients, from 8 to 15. Below 15, offers that do not let the
    /// server limit the window are declined.
    /// </summary>
    public int ClientMaxWindowBits { get; init => field = WindowSize.Checked(value); } = WindowSize.Most;

    /// <summary>
    /// The smallest message that is compressed where nothing is said for the message, in bytes. 64: what is shorter has little to repeat,
    /// and the block's own bits take most of what that saves. A message in several parts is compressed whatever its length, as nobody
    /// knows that before its end. A message of any length may be compressed or not (§6): the peer sees it by RSV1.
    /// </summary>
    public int MinBytes { get; init => field = NotNegative(value); } = 64;

    /// <summary>
    /// How hard to search for matches, from 1, the fastest, to 9, the smallest. 6 is the middle that zlib takes by default.
    /// </summary>
    public int Level { get; init => field = MatchSettings.Checked(value); } = MatchSettings.DefaultLevel;

    /// <summary>
    /// What a client offers, the preferred offer first (§5.1); a server's answer must fit one of them. By default one, the name of the
    /// extension alone: some servers choke on parameters they do not know, and nothing else tells them what to leave out. None: nothing
    /// is offered.
    /// </summary>
    public IEnumerable<DeflateOffer> Offers { get; init => field = ItemList.Of(value); } = ItemList.Of<DeflateOffer>([DeflateOffer.Plain]);

    private static int NotNegative(int value, [CallerMemberName] string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value, name);
        return value;
    }
}
