namespace Pure.WebSockets.Conformance;

/// <summary>
/// An uncompressed greyscale picture. Neighbouring pixels are similar. Some pixels are copied from earlier pixels, three or four at a time,
/// so that a compressor finds a few repetitions.
/// </summary>
internal static class Picture
{
    private const int Reach = 600;

    /// <summary>Generates a picture with the given number of bytes.</summary>
    public static byte[] Draw(int length, uint seed)
    {
        var (copied, width, dark) = (new RatioBySegment(50, 50, 30, 30), new RatioBySegment(30, 30, 50, 50), 30);
        var numbers = new SeededRandom(seed);
        var octets = new byte[length];
        var (middle, copies, distance) = (100, 0, 0);
        for (var at = 0; at < length; at++)
        {
            if (copies == 0 && at > Reach && numbers.Happens(copied.At(at)))
                (copies, distance) = (3 + numbers.Below(2), 30 + numbers.Below(500));
            if (copies > 0)
            {
                copies--;
                octets[at] = octets[at - distance];
                continue;
            }

            if (numbers.Below(200) == 0) middle = dark + numbers.Below(100);
            var spread = width.At(at);
            octets[at] = (byte)(middle + numbers.Below(spread) + numbers.Below(spread) - spread);
        }

        return octets;
    }
}
