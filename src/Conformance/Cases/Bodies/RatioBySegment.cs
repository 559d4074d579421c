namespace Pure.WebSockets.Conformance;

/// <summary>
/// A rate for each segment of a body. A thousand short messages reach only the first 16,000 bytes of a body, and longer ones 64,000 or
/// 256,000 bytes, so each length of message gets its own compression ratio.
/// </summary>
/// <param name="First">Up to 16,000 bytes.</param>
/// <param name="Second">Up to 64,000 bytes.</param>
/// <param name="Third">Up to 256,000 bytes.</param>
/// <param name="Rest">After that.</param>
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
