using FsCheck;
using FsCheck.Fluent;

namespace Pure.WebSockets.FsCheck;

/// <summary>
/// The generators with their shrinkers, in a form that FsCheck can register. To register them, use the attribute <c>[Properties(Arbitrary =
/// [typeof(WebSocketArbitraries)])]</c> on a test class, or <c>Config.WithArbitrary</c>. Test methods can then have parameters of the
/// generated types.
/// </summary>
public static class WebSocketArbitraries
{
    /// <summary>Valid frames for a receiver of either role. A shrunk frame is also valid.</summary>
    public static Arbitrary<WireFrame> WireFrame() => Arb.From(WebSocketGen.Role.SelectMany(Frames.Any), Frames.Shrink);

    /// <summary>Valid messages for a receiver of either role. A shrunk message has fewer frames or less data.</summary>
    public static Arbitrary<PeerMessage> PeerMessage() => Arb.From(WebSocketGen.Role.SelectMany(Frames.Message), Frames.Shrink);

    /// <summary>Invalid frames for a receiver of either role. A shrunk frame breaks exactly one rule, from the same section.</summary>
    public static Arbitrary<BrokenFrame> BrokenFrame() =>
        Arb.From(
            from receiver in WebSocketGen.Role
            from within in Gen.Elements(true, false)
            from broken in BrokenFrames.To(receiver, within)
            select broken,
            BrokenFrames.Shrink
        );

    /// <summary>The sizes of a network's reads. A shrunk list has fewer or smaller sizes.</summary>
    public static Arbitrary<CutList> CutList() => Arb.From(WebSocketGen.Cuts, FsCheck.CutList.Shrink);

    /// <summary>Agreed parameters of permessage-deflate. Shrunk parameters have fewer restrictions.</summary>
    public static Arbitrary<DeflateParameters> DeflateParameters() => Arb.From(WebSocketGen.DeflateParameters, Compression.Shrink);

    /// <summary>Offers of permessage-deflate. A shrunk offer has fewer parameters.</summary>
    public static Arbitrary<DeflateOffer> DeflateOffer() => Arb.From(WebSocketGen.DeflateOffer, Compression.Shrink);

    /// <summary>Heads for a receiver of either role. A shrunk head has fewer unusual lines or no body.</summary>
    public static Arbitrary<OpeningHead> OpeningHead() => Arb.From(WebSocketGen.Role.SelectMany(Heads.Any), Heads.Shrink);

    /// <summary>Options of a connection, which are shrunk to the default options.</summary>
    public static Arbitrary<ConnectionOptions> ConnectionOptions() =>
        Arb.From(
            WebSocketGen.ConnectionOptions,
            options => options == WebSockets.ConnectionOptions.Default ? [] : [WebSockets.ConnectionOptions.Default]
        );

    /// <summary>
    /// Conversations from the perspective of the core. A shrunk conversation has fewer events, shorter payloads, fewer or smaller reads,
    /// less lent memory, or the default options.
    /// </summary>
    public static Arbitrary<Conversation> Conversation() => Arb.From(WebSocketGen.Conversation, Conversations.Shrink);

    /// <summary>
    /// Conversations of a tester in the client role with a server. A shrunk conversation has fewer steps or simpler frames.
    /// </summary>
    public static Arbitrary<PeerConversation> PeerConversation() => PeerConversations.Arbitrary(Role.Client, ConformanceOptions.Default);
}
