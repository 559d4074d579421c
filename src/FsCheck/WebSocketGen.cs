using FsCheck;
using FsCheck.Fluent;

namespace Pure.WebSockets.FsCheck;

/// <summary>
/// The generators of frames, messages, heads, options and conversations. The generators use only FsCheck's random numbers. The same seed
/// therefore leads to the same values. The shrinkers are in <see cref="WebSocketArbitraries"/>.
/// </summary>
public static class WebSocketGen
{
    /// <summary>The server role or the client role.</summary>
    public static Gen<Role> Role => Gen.Elements(WebSockets.Role.Server, WebSockets.Role.Client);

    /// <summary>
    /// Binary data. Most data has at most 60 bytes. Some sizes are near 126 or 65,536 bytes, where the encoding of the payload length
    /// changes (RFC 6455 §5.2).
    /// </summary>
    public static Gen<ByteString> Binary => Bytes.Binary;

    /// <summary>Text in UTF-8. The text often contains code points at which the length of the UTF-8 encoding changes.</summary>
    public static Gen<ByteString> Text => Bytes.Text;

    /// <summary>
    /// Bytes that are not valid UTF-8 (RFC 3629 §3), because of one invalid sequence at the start, in the middle or at the end.
    /// </summary>
    public static Gen<ByteString> BrokenText => Bytes.BrokenText;

    /// <summary>The payload of a ping or a pong, of at most 125 bytes.</summary>
    public static Gen<ByteString> ControlPayload => Bytes.Control;

    /// <summary>A masking key. About one in ten keys is zero.</summary>
    public static Gen<MaskKey> MaskKey => Bytes.Key;

    /// <summary>
    /// The sizes of a network's reads in bytes. A list contains only the size 1, only sizes from 0 to 9, or only sizes from 1 to 300.
    /// </summary>
    public static Gen<CutList> Cuts => Conversations.Cuts.Select(sizes => new CutList(sizes));

    /// <summary>The result of a negotiation of permessage-deflate (RFC 7692 §7.1).</summary>
    public static Gen<DeflateParameters> DeflateParameters => Compression.Parameters;

    /// <summary>An offer of permessage-deflate, with or without each parameter.</summary>
    public static Gen<DeflateOffer> DeflateOffer => Compression.Offer;

    /// <summary>The options of permessage-deflate for either side.</summary>
    public static Gen<CompressionOptions> CompressionOptions => Compression.Options;

    /// <summary>
    /// The options of a connection. In about one of four cases, the limits are so small that generated data often reaches them.
    /// </summary>
    public static Gen<ConnectionOptions> ConnectionOptions => Choices.Any;

    /// <summary>
    /// Conversations from the perspective of the core. A conversation begins with an opening handshake, or on a connection that is already
    /// open. The following events are the peer's frames and other bytes, sent messages, elapsed timers, and inputs that are not allowed.
    /// Most of these events are valid.
    /// </summary>
    public static Gen<Conversation> Conversation => Conversations.Any;

    /// <summary>
    /// Returns a generator of valid frames of any opcode. A frame is masked if a server receives it. A continuation frame is valid only
    /// after the first fragment of a message.
    /// </summary>
    /// <param name="receiver">The role of the endpoint that receives the frame.</param>
    public static Gen<WireFrame> Frame(Role receiver) => Frames.Any(receiver);

    /// <summary>Returns a generator of pings and pongs.</summary>
    /// <param name="receiver">The role of the endpoint that receives the frame.</param>
    public static Gen<WireFrame> ControlFrame(Role receiver) => Frames.Control(receiver);

    /// <summary>
    /// Returns a generator of valid close frames. The payload of a close frame is empty, or contains a code with or without a reason.
    /// </summary>
    /// <param name="receiver">The role of the endpoint that receives the frame.</param>
    public static Gen<WireFrame> CloseFrame(Role receiver) => Frames.Close(receiver);

    /// <summary>Returns a generator of valid messages that consist of one or several frames.</summary>
    /// <param name="receiver">The role of the endpoint that receives the message.</param>
    public static Gen<PeerMessage> Message(Role receiver) => Frames.Message(receiver);

    /// <summary>Returns a generator of frames that break exactly one rule of RFC 6455.</summary>
    /// <param name="receiver">The role of the endpoint that receives the frame.</param>
    /// <param name="isWithinMessage">Whether the frame arrives while a text message is incomplete.</param>
    public static Gen<BrokenFrame> BrokenFrame(Role receiver, bool isWithinMessage = false) => BrokenFrames.To(receiver, isWithinMessage);

    /// <summary>
    /// Returns a generator of heads. A head is valid, rejects the upgrade, or has one line that is wrong, missing, repeated or added.
    /// </summary>
    /// <param name="receiver">The role of the endpoint that receives the head. A server receives requests.</param>
    public static Gen<OpeningHead> Head(Role receiver) => Heads.Any(receiver);

    /// <summary>
    /// Returns a generator of valid heads, with or without permessage-deflate. A response with permessage-deflate is valid only if it
    /// answers the client's offer.
    /// </summary>
    /// <param name="receiver">The role of the endpoint that receives the head. A server receives requests.</param>
    public static Gen<OpeningHead> ValidHead(Role receiver) => Heads.Valid(receiver);

    /// <summary>
    /// Returns a generator of conversations between a tester and a peer. The tester sends valid and invalid frames, divides frames into
    /// several writes, and can end its direction of the transport. The properties in <see cref="ConformanceProperties"/> use this
    /// generator.
    /// </summary>
    /// <param name="tester">The role of the tester.</param>
    /// <param name="options">The options, or null for the default options.</param>
    public static Gen<PeerConversation> PeerConversation(Role tester, ConformanceOptions? options = null) =>
        PeerConversations.Of(tester, options ?? ConformanceOptions.Default);
}
