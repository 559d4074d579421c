namespace Pure.WebSockets.Conformance;

/// <summary>
/// A parameter of a generated body, with one value for each of four segments of the body. In the full catalogue, each case of families 12
/// and 13 sends 1,000 messages. A case with messages of 16, 64 or 256 bytes uses at most the first 16,000, 64,000 or 256,000 bytes of the
/// body. The segments end at these positions. Because each segment has its own value, the compression ratio depends on the message length.
/// </summary>
/// <param name="First">The value for the first 16,000 bytes.</param>
/// <param name="Second">The value for the bytes from 16,000 to 64,000.</param>
/// <param name="Third">The value for the bytes from 64,000 to 256,000.</param>
/// <param name="Rest">The value for all further bytes.</param>
internal sealed record RatioBySegment(int First, int Second, int Third, int Rest)
{
    public int At(int place) => place switch
    {
        < 16_000 => First,
        < 64_000 => Second,
        < 256_000 => Third,
        _ => Rest,
    };
}
