using System.Runtime.CompilerServices;

namespace Pure.WebSockets;

/// <summary>
/// An endpoint's options for message compression (RFC 7692). During the negotiation, a server uses the two context takeover options and the
/// two window options, and a client uses only <see cref="Offers"/>.
/// </summary>
public sealed record CompressionOptions
{
    /// <summary>The default options, with context takeover in both directions and windows of 32,768 bytes.</summary>
    public static CompressionOptions Default { get; } = new();

    /// <summary>
    /// Whether the server starts each message with an empty window. An empty window saves memory on the server but makes the compressed
    /// messages larger.
    /// </summary>
    public bool ServerNoContextTakeover { get; init; }

    /// <summary>Whether the server requires clients to start each message with an empty window.</summary>
    public bool ClientNoContextTakeover { get; init; }

    /// <summary>The base-2 logarithm of the maximum size of the server's window in bytes, from 8 to 15.</summary>
    public int ServerMaxWindowBits { get; init => field = WindowSize.Checked(value); } = WindowSize.Most;

    /// <summary>
    /// The base-2 logarithm of the maximum size of the client's window in bytes, from 8 to 15. If the value is less than 15, the server
    /// declines each offer that does not allow a limit on the client's window.
    /// </summary>
    public int ClientMaxWindowBits { get; init => field = WindowSize.Checked(value); } = WindowSize.Most;

    /// <summary>
    /// The minimum size, in bytes, of a message that is compressed with <see cref="CompressionChoice.Default"/>. The default is 64 bytes.
    /// Shorter messages contain few repetitions, so compression would save little. If a message is sent in several parts, its size is not
    /// known until the last part is sent. A message in several parts is therefore compressed regardless of its size. A connection can have
    /// both compressed and uncompressed messages. The RSV1 bit marks the compressed messages (RFC 7692 §6).
    /// </summary>
    public int MinBytes { get; init => field = NotNegative(value); } = 64;

    /// <summary>The compression level, from 1 (fastest) to 9 (smallest output). The default is 6, as in zlib.</summary>
    public int Level { get; init => field = MatchSettings.Checked(value); } = MatchSettings.DefaultLevel;

    /// <summary>
    /// The client's offers, in order of preference (RFC 7692 §5.1). The server's answer must match one of the offers. The default is one
    /// offer without parameters, because some servers reject parameters that they do not know. If the list is empty, the client does not
    /// offer compression.
    /// </summary>
    public IEnumerable<DeflateOffer> Offers { get; init => field = ItemList.Of(value); } = ItemList.Of<DeflateOffer>([DeflateOffer.Plain]);

    private static int NotNegative(int value, [CallerMemberName] string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value, name);
        return value;
    }
}
