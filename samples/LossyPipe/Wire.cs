namespace Pure.WebSockets.Samples;

/// <summary>
/// One direction of a bad serial line with 9,600 bits per second. The line loses and repeats runs of bytes, and cuts the rest into pieces.
/// </summary>
public sealed class Wire(Clock clock, Random random, Action<byte[]> arrive)
{
    private static readonly TimeSpan TimeOfAByte = TimeSpan.FromSeconds(10.0 / 9600);
    private TimeSpan free;

    /// <summary>The number of bytes that were written.</summary>
    public int Written { get; private set; }

    /// <summary>The number of bytes that did not arrive.</summary>
    public int Lost { get; private set; }

    /// <summary>The number of bytes that arrived twice.</summary>
    public int Repeated { get; private set; }

    /// <summary>Writes bytes. Each arrives after the time that the line needs for all bytes before it.</summary>
    public void Write(byte[] bytes)
    {
        Written += bytes.Length;
        free = (free > clock.Now ? free : clock.Now) + (bytes.Length * TimeOfAByte);
        for (var rest = Disturb(bytes); rest.Length > 0;)
        {
            var piece = rest[..random.Next(1, rest.Length + 1)];
            rest = rest[piece.Length..];
            clock.After(free - clock.Now, () => arrive(piece));
        }
    }

    /// <summary>One write in five loses a run of bytes, and one in ten repeats a run.</summary>
    private byte[] Disturb(byte[] bytes)
    {
        var start = random.Next(bytes.Length);
        var end = random.Next(start, bytes.Length) + 1;
        switch (random.Next(10))
        {
            case 0 or 1:
                Lost += end - start;
                return [.. bytes[..start], .. bytes[end..]];
            case 2:
                Repeated += end - start;
                return [.. bytes[..end], .. bytes[start..]];
            default:
                return bytes;
        }
    }
}
