using FsCheck;
using FsCheck.Fluent;

namespace Pure.WebSockets.FsCheck;

/// <summary>
/// The generators. Each value is made from FsCheck's random numbers alone, so the seed of a run gives the same values again. The shrinkers
/// are in <see cref="WebSocketArbitraries"/>.
/// </summary>
public static class WebSocketGen
{
    /// <summary>Either role.</summary>
    public static Gen<Role> Role => Gen.Elements(WebSockets.Role.Server, WebSockets.Role.Client);

    /// <summary>Bytes, usually few, sometimes at the border of a form of the payload length (RFC 6455 §5.2).</summary>
    public static Gen<ByteString> Binary => Bytes.Binary;

    /// <summary>Text in UTF-8. It often contains the first or the last code point of a length in UTF-8.</summary>
    public static Gen<ByteString> Text => Bytes.Text;

    /// <summary>Bytes that are not UTF-8 because of one sequence at the start, in the middle or at the end (RFC 3629 §3).</summary>
    public static Gen<ByteString> BrokenText => Bytes.BrokenText;

    /// <summary>The payload of a ping or a pong, of at most 125 bytes.</summary>
    public static Gen<ByteString> ControlPayload => Bytes.Control;

    /// <summary>A masking key. One of ten is zero.</summary>
    public static Gen<MaskKey> MaskKey => Bytes.Key;

    /// <summary>The reads of a network: single bytes, small pieces or large ones. Some reads are empty.</summary>
    public static Gen<CutList> Cuts => Conversations.Cuts.Select(sizes => new CutList(sizes));

    /// <summary>The result of a negotiation of permessage-deflate (RFC 7692 §7.1).</summary>
    public static Gen<DeflateParameters> DeflateParameters => Compression.Parameters;

    /// <summary>An offer of permessage-deflate, with or without each parameter.</summary>
    public static Gen<DeflateOffer> DeflateOffer => Compression.Offer;

    /// <summary>The options of permessage-deflate for either side.</summary>
    public static Gen<CompressionOptions> CompressionOptions => Compression.Options;

    /// <summary>The options of a connection. In one of four, the limits are so small that generated data reaches them.</summary>
    public static Gen<ConnectionOptions> ConnectionOptions => Choices.Any;

    /// <summary>
    /// Conversations from the view of the core: an opening handshake or an open connection, then frames, bytes, sends, timers and misuse.
    /// Most of them are valid for some time.
    /// </summary>
    public static Gen<Conversation> Conversation => Conversations.Any;

    /// <summary>A valid frame of any opcode. It is masked if a server receives it.</summary>
    /// <param name="receiver">The role of the endpoint that receives the frame.</param>
    public static Gen<WireFrame> Frame(Role receiver) => Frames.Any(receiver);

    /// <summary>A ping or a pong.</summary>
    /// <param name="receiver">The role of the endpoint that receives the frame.</param>
    public static Gen<WireFrame> ControlFrame(Role receiver) => Frames.Control(receiver);

    /// <summary>A valid close frame, with a code and a reason or without.</summary>
    /// <param name="receiver">The role of the endpoint that receives the frame.</param>
    public static Gen<WireFrame> CloseFrame(Role receiver) => Frames.Close(receiver);

    /// <summary>A valid message in one frame or several.</summary>
    /// <param name="receiver">The role of the endpoint that receives the message.</param>
    public static Gen<PeerMessage> Message(Role receiver) => Frames.Message(receiver);

    /// <summary>A frame that breaks exactly one rule of RFC 6455.</summary>
    /// <param name="receiver">The role of the endpoint that receives the frame.</param>
    /// <param name="isWithinMessage">Whether the frame arrives while a text message is in progress.</param>
    public static Gen<BrokenFrame> BrokenFrame(Role receiver, bool isWithinMessage = false) => BrokenFrames.To(receiver, isWithinMessage);

    /// <summary>A head that is valid, has one line that is wrong, missing or repeated, or rejects the upgrade.</summary>
    /// <param name="receiver">The role of the endpoint that receives the head: a server receives requests.</param>
    public static Gen<OpeningHead> Head(Role receiver) => Heads.Any(receiver);

    /// <summary>A valid head, with or without compression.</summary>
    /// <param name="receiver">The role of the endpoint that receives the head: a server receives requests.</param>
    public static Gen<OpeningHead> ValidHead(Role receiver) => Heads.Valid(receiver);

    /// <summary>
    /// A conversation that a tester holds with a peer: valid, almost valid and invalid frames, cuts and half-closes. The ready properties
    /// of <see cref="ConformanceProperties"/> use this generator.
    /// </summary>
    /// <param name="tester">The role of the tester.</param>
    /// <param name="options">The options, or null for the default ones.</param>
    public static Gen<PeerConversation> PeerConversation(Role tester, ConformanceOptions? options = null) =>
        PeerConversations.Of(tester, options ?? ConformanceOptions.Default);
}
