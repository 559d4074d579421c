using FsCheck;
using FsCheck.Fluent;

namespace Pure.WebSockets.FsCheck;

/// <summary>
/// Generates the options of a connection. The limits are the default limits, or limits that are so small that generated data often reaches
/// them.
/// </summary>
internal static class Choices
{
    public static Gen<ConnectionOptions> Any => Gen.Frequency((3, With(Gen.Constant(Limits.Default))), (1, With(Small)));

    public static Gen<ConnectionOptions> Tight => With(Small);

    private static Gen<Limits> Small =>
        from frame in Gen.OneOf(Gen.Choose(0, 130), Gen.Constant(65_535), Gen.Constant(int.MaxValue))
        from message in Gen.OneOf(Gen.Choose(0, 200), Gen.Choose(0, 70_000))
        from inflated in Gen.OneOf(Gen.Choose(0, 200), Gen.Choose(0, 70_000))
        from fragments in Gen.Choose(1, 6)
        from head in Gen.Frequency((3, Gen.Choose(150, 320)), (1, Gen.Choose(0, 150)), (1, Gen.Constant(int.MaxValue)))
        select new Limits
        {
            MaxFrameBytes = frame,
            MaxMessageBytes = message,
            MaxInflatedBytes = inflated,
            MaxFragments = fragments,
            MaxHeadBytes = head,
        };

    private static Gen<ConnectionOptions> With(Gen<Limits> limits) =>
        from chosen in limits
        from delivery in Gen.Elements(Delivery.Whole, Delivery.Pieces)
        from check in Gen.Elements(true, true, false)
        from times in Time.Four()
        from compression in Compression.Possible
        select new ConnectionOptions
        {
            Limits = chosen,
            Delivery = delivery,
            CheckOutgoingText = check,
            OpeningHandshakeTimeout = times.Item1,
            ClosingHandshakeTimeout = times.Item2,
            KeepAliveInterval = times.Item3,
            PongTimeout = times.Item4,
            Compression = compression,
        };

    private static Gen<TimeSpan> Time => Gen.Elements(5, 20, 20, 0).Select(seconds => TimeSpan.FromSeconds(seconds));
}
