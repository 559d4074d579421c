namespace Pure.WebSockets;

/// <summary>The result of the opening handshake (RFC 6455 §1.9, §9).</summary>
/// <param name="Subprotocol">The agreed subprotocol, if any.</param>
/// <param name="Extensions">The agreed extensions with their parameters. The collection is copied.</param>
public sealed record Agreement(Option<string> Subprotocol, IEnumerable<ExtensionOffer> Extensions)
{
    /// <summary>No subprotocol, no extensions.</summary>
    public static Agreement Plain { get; } = new(Option<string>.None, ItemList<ExtensionOffer>.Empty);

    // The most frequent agreement on compression, shared by all connections that have it.
    private static Agreement CompressedByDefault { get; } = Compressed(DeflateParameters.Default);

    /// <summary>
    /// No subprotocol, and messages compressed with these parameters. It is used for a connection whose opening handshake another program
    /// made (<see cref="Connection.CreateOpen"/>).
    /// </summary>
    public static Agreement Compressed(DeflateParameters parameters) =>
        new(Option<string>.None, [DeflateElement.Write(parameters.ToElement())]);

    /// <summary>Returns the agreement. A frequent one is shared by all connections that have it.</summary>
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
    } = ItemList.Of(Extensions);

    /// <summary>
    /// How messages are compressed (RFC 7692 §7.1), by <see cref="Extensions"/>. It is None if permessage-deflate is not among them, or if
    /// its parameters are invalid.
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
