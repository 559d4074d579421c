namespace Pure.WebSockets;

/// <summary>What the opening handshake settled (RFC 6455 §1.9, §9).</summary>
/// <param name="Subprotocol">The subprotocol that both sides speak, if one was chosen.</param>
/// <param name="Extensions">The extensions in force, with their agreed parameters.</param>
public sealed record Agreement(Option<string> Subprotocol, Seq<ExtensionOffer> Extensions)
{
    /// <summary>No subprotocol, no extensions.</summary>
    public static Agreement Plain { get; } = new(Option<string>.None, Seq<ExtensionOffer>.Empty);

    // What most agree to that agree to anything: kept once, not once for each connection.
    private static Agreement CompressedByDefault { get; } = Compressed(DeflateParameters.Default);

    /// <summary>
    /// No subprotocol, and messages compressed in this way: for an end whose opening handshake somebody else made
    /// (<see cref="Connection.Opened"/>).
    /// </summary>
    public static Agreement Compressed(DeflateParameters parameters) =>
        new(Option<string>.None, Seq.create<ExtensionOffer>(new[] { DeflateElement.Write(parameters.ToElement()) }));

    /// <summary>An agreement, as the one value that all share where it is one of those that most have.</summary>
    internal static Agreement Of(Option<string> subprotocol, Seq<ExtensionOffer> extensions) =>
        subprotocol.IsSome ? new Agreement(subprotocol, extensions)
        : extensions.IsEmpty ? Plain
        : ByContent.Same(extensions, CompressedByDefault.Extensions) ? CompressedByDefault
        : new Agreement(subprotocol, extensions);

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

    /// <summary>
    /// How messages are compressed (RFC 7692 §7.1), as <see cref="Extensions"/> have it; none when permessage-deflate is not among them,
    /// or an element of that name makes no sense.
    /// </summary>
    public Option<DeflateParameters> Compression { get; private init; } = DeflateNegotiation.InForce(Extensions);

    /// <inheritdoc/>
    public bool Equals(Agreement? other) =>
        other is not null
        && ByContent.Same(Subprotocol, other.Subprotocol)
        && ByContent.Same(Extensions, other.Extensions)
        && ByContent.Same(Compression, other.Compression);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(ByContent.Hash(Subprotocol), ByContent.Hash(Extensions), ByContent.Hash(Compression));
}
