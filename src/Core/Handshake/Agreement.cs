namespace Pure.WebSockets;

/// <summary>What the opening handshake settled (RFC 6455 §1.9, §9).</summary>
/// <param name="Subprotocol">The subprotocol that both sides speak, if one was chosen.</param>
/// <param name="Extensions">The extensions in force, with their agreed parameters.</param>
public sealed record Agreement(Option<string> Subprotocol, Seq<ExtensionOffer> Extensions)
{
    /// <summary>No subprotocol, no extensions.</summary>
    public static Agreement Plain { get; } = new(Option<string>.None, Seq<ExtensionOffer>.Empty);

    /// <summary>The extensions in force, with their agreed parameters.</summary>
    public Seq<ExtensionOffer> Extensions
    {
        get;
        init
        {
            field = value;
            Compression = DeflateNegotiation.InForce(value);
        }
    } = Extensions;

    /// <summary>How messages are compressed (RFC 7692 §7.1), as <see cref="Extensions"/> have it; none when permessage-deflate is not among them.</summary>
    public Option<DeflateParameters> Compression { get; private init; } = DeflateNegotiation.InForce(Extensions);
}
