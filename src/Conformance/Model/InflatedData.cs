namespace Pure.WebSockets.Conformance;

/// <summary>Appends the inflated data of a message to the window, which contains the preceding data.</summary>
internal struct InflatedData
{
    private const int SmallestArray = 256;
    private const int SmallArray = 4096;
    private const int LargeArray = 1024 * 1024;

    private readonly InflatedHistory? claimed;
    private readonly int claimedEnd;
    private readonly int longest;
    private byte[] octets;
    private int first;
    private int start;
    private int end;
    private bool isOwn;

    /// <summary>Begins a message.</summary>
    /// <param name="history">The history that contains the data before the message.</param>
    /// <param name="end">The position in the history at which the data before the message ends.</param>
    /// <param name="reach">The number of bytes before the message to which the message can refer.</param>
    /// <param name="longest">The maximum length of the message in bytes.</param>
    public InflatedData(InflatedHistory history, int end, int reach, int longest)
    {
        this.longest = longest;
        octets = history.Octets;
        (this.end, start, first) = (end, end, end - reach);
        if (history.TryClaim(end)) (claimed, claimedEnd) = (history, end);
        else Move(0);
    }

    /// <summary>The part of the message that has been written so far.</summary>
    public readonly ReadOnlyMemory<byte> Message => octets.AsMemory(start, end - start);

    /// <summary>The number of bytes of the message that have been written so far.</summary>
    public readonly int Written => end - start;

    /// <summary>The longest distance, in bytes, that a match at the current position can have.</summary>
    public readonly int Reach => end - first;

    /// <summary>The position in the history at which the message ends.</summary>
    public readonly int End => end;

    /// <summary>Adds a byte. Returns false if the message is now longer than its maximum length.</summary>
    public bool Add(byte octet)
    {
        if (end == octets.Length) Move(1);
        octets[end++] = octet;
        return end - start <= longest;
    }

    /// <summary>Adds bytes. Returns false if the message is now longer than its maximum length.</summary>
    public bool Add(ReadOnlySpan<byte> more)
    {
        if (octets.Length - end < more.Length) Move(more.Length);
        more.CopyTo(octets.AsSpan(end));
        end += more.Length;
        return end - start <= longest;
    }

    /// <summary>
    /// Adds a copy of the bytes that begin <paramref name="distance"/> bytes before the current position. Returns false if the message is
    /// now longer than its maximum length.
    /// </summary>
    public bool Copy(int distance, int length)
    {
        if (octets.Length - end < length) Move(length);
        var (from, to) = (end - distance, octets);
        if (distance >= length) to.AsSpan(from, length).CopyTo(to.AsSpan(end));
        else if (distance == 1) to.AsSpan(end, length).Fill(to[from]);
        else for (var at = 0; at < length; at++) to[end + at] = to[from + at];
        end += length;
        return end - start <= longest;
    }

    /// <summary>Ends the message, and returns the history that contains the message.</summary>
    public readonly InflatedHistory Ended()
    {
        if (isOwn) claimed?.Release(claimedEnd);
        else claimed!.Release(end);
        return isOwn ? new InflatedHistory(octets, end) : claimed!;
    }

    /// <summary>Ends an incomplete message. The message does not become part of the history.</summary>
    public readonly void Discard() => claimed?.Release(claimedEnd);

    // Medium-sized arrays are four times as large as needed. Several messages then fit into an array, so the window is copied less often.
    private static int SizeFor(int needed) =>
        needed is > SmallArray and < LargeArray ? 4 * needed : (int)Math.Min(2L * needed, Array.MaxLength);

    /// <summary>Moves the window and the message to a new array with room for the given number of further bytes.</summary>
    private void Move(int more)
    {
        var needed = Reach + more;
        var larger = new byte[Math.Max(SmallestArray, SizeFor(needed))];
        octets.AsSpan(first, end - first).CopyTo(larger);
        (octets, start, end, first, isOwn) = (larger, start - first, end - first, 0, true);
    }
}
