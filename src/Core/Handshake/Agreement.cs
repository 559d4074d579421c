namespace Pure.WebSockets;

/// <summary>What the opening handshake settled (RFC 6455 §1.9, §9).</summary>
/// <param name="Subprotocol">The subprotocol that both sides speak, if one was chosen.</param>
/// <param name="Extensions">The extensions in force, with their agreed parameters.</param>
public sealed record Agreement(Option<string> Subprotocol, Seq<ExtensionOffer> Extensions)
{
    /// <summary>No subprotocol, no extensions.</summary>
    public static Agreement Plain { get; } = new(Option<string>.None, Seq<ExtensionOffer>.Empty);
}
