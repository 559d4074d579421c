namespace Pure.WebSockets.Conformance;

/// <summary>
/// How much of something a body has in its parts. A thousand short messages reach only the first 16,000 octets of a body, longer ones
/// 64,000 or 256,000: each part has its own share, for each length of message its own ratio.
/// </summary>
/// <param name="First">Up to 16,000.</param>
/// <param name="Second">Up to 64,000.</param>
/// <param name="Third">Up to 256,000.</param>
/// <param name="Rest">Behind.</param>
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
