namespace Pure.WebSockets;

/// <summary>What a client asks a server for.</summary>
/// <param name="Host">The value of Host: a name or an address, with the port if it is not the default of the scheme.</param>
/// <param name="Target">Path and query.</param>
public sealed record UpgradeOffer(string Host, string Target)
{
    /// <summary>The subprotocols to offer, the preferred one first.</summary>
    public Seq<string> Subprotocols { get; init; } = Seq<string>.Empty;

    /// <summary>Fields to add to the request, such as Origin, cookies and authorization.</summary>
    public Seq<Header> Headers { get; init; } = Seq<Header>.Empty;

    /// <inheritdoc/>
    public bool Equals(UpgradeOffer? other) =>
        other is not null
        && Host == other.Host
        && Target == other.Target
        && ByContent.Same(Subprotocols, other.Subprotocols)
        && ByContent.Same(Headers, other.Headers);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Host, Target, ByContent.Hash(Subprotocols), ByContent.Hash(Headers));
}
