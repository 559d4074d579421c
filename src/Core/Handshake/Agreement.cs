namespace Pure.WebSockets;

/// <summary>The result of the opening handshake (RFC 6455 §1.9, §9).</summary>
/// <param name="Subprotocol">The agreed subprotocol, or None if no subprotocol was agreed on.</param>
/// <param name="Extensions">The agreed extensions with their parameters. The collection is copied.</param>
public sealed record Agreement(Option<string> Subprotocol, IEnumerable<ExtensionOffer> Extensions)
{
    /// <summary>An agreement that has no subprotocol and no extensions.</summary>
    public static Agreement Plain { get; } = new(Option<string>.None, ItemList<ExtensionOffer>.Empty);

    // The most common agreement with compression. All server connections that accept this agreement share this object.
    private static Agreement CompressedByDefault { get; } = Compressed(DeflateParameters.Default);

    /// <summary>
    /// Creates an agreement that has no subprotocol and uses compression with these parameters. Pass the agreement to
    /// <see cref="Connection.CreateOpen"/> if another program has performed the opening handshake.
    /// </summary>
    public static Agreement Compressed(DeflateParameters parameters) =>
        new(Option<string>.None, [DeflateElement.Write(parameters.ToElement())]);

    /// <summary>
    /// Returns an agreement with these values. For the two most common agreements, the method returns an object that all connections share.
    /// </summary>
    internal static Agreement Of(Option<string> subprotocol, Seq<ExtensionOffer> extensions) =>
        subprotocol.IsSome ? new Agreement(subprotocol, extensions)
        : extensions.IsEmpty ? Plain
        : ByContent.Same(extensions, CompressedByDefault.Extensions.AsSeq()) ? CompressedByDefault
        : new Agreement(subprotocol, extensions);

    /// <summary>The agreed extensions with their parameters.</summary>
    public IEnumerable<ExtensionOffer> Extensions
    {
        get;
        init
        {
            field = ItemList.Of(value);
            Compression = DeflateNegotiation.InForce(field);
        }
    } = Extensions = ItemList.Of(Extensions);

    /// <summary>
    /// The compression parameters (RFC 7692 §7.1), which are derived from <see cref="Extensions"/>. The value is None if the extensions do
    /// not include permessage-deflate, or if the parameters of permessage-deflate are invalid.
    /// </summary>
    public Option<DeflateParameters> Compression { get; private init; } = DeflateNegotiation.InForce(Extensions);

    /// <inheritdoc/>
    public bool Equals(Agreement? other) =>
        other is not null
        && ByContent.Same(Subprotocol, other.Subprotocol)
        && Extensions.Equals(other.Extensions)
        && ByContent.Same(Compression, other.Compression);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(ByContent.Hash(Subprotocol), Extensions, ByContent.Hash(Compression));
}
