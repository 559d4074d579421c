namespace Pure.WebSockets.Conformance;

/// <summary>
/// The inflated data of a sender, which consists of the window and the message in progress. The contexts of successive messages share an
/// array in which each message follows the previous message. An older context copies its window before it adds a message, so all contexts
/// remain valid.
/// </summary>
internal sealed class InflatedHistory
{
    private const int Claimed = -1;

    private readonly byte[] octets;
    private int used;

    /// <summary>Creates a history in which the given number of bytes is already in use.</summary>
    public InflatedHistory(byte[] octets, int used) => (this.octets, this.used) = (octets, used);

    /// <summary>The array that contains the data. The array can be longer than the data.</summary>
    public byte[] Octets => octets;

    /// <summary>Claims the bytes after a position. Returns false if another context has already claimed these bytes.</summary>
    public bool TryClaim(int end) => Interlocked.CompareExchange(ref used, Claimed, end) == end;

    /// <summary>Ends the claim.</summary>
    /// <param name="end">The number of bytes that are in use after the claim.</param>
    public void Release(int end) => Volatile.Write(ref used, end);
}
