namespace Pure.WebSockets;

/// <summary>The content of a client's upgrade request.</summary>
/// <param name="Host">
/// The value of the Host header field. The value is a host name or an address. If the port is not the default port of the scheme, the value
/// also contains a colon and the port.
/// </param>
/// <param name="Target">The path and the query of the request.</param>
public sealed record UpgradeOffer(string Host, string Target)
{
    /// <summary>The subprotocols to offer, in order of preference.</summary>
    public IEnumerable<string> Subprotocols { get; init => field = ItemList.Of(value); } = ItemList<string>.Empty;

    /// <summary>Header fields to add to the request, such as Origin, Cookie and Authorization.</summary>
    public IEnumerable<Header> Headers { get; init => field = ItemList.Of(value); } = ItemList<Header>.Empty;
}
