namespace Pure.WebSockets;

/// <summary>A client's request for a connection.</summary>
/// <param name="Host">The value of Host: a name or an address, with the port if it is not the default of the scheme.</param>
/// <param name="Target">Path and query.</param>
public sealed record UpgradeOffer(string Host, string Target)
{
    /// <summary>The subprotocols to offer, the preferred one first.</summary>
    public IEnumerable<string> Subprotocols { get; init => field = ItemList.Of(value); } = ItemList<string>.Empty;

    /// <summary>Fields to add to the request, such as Origin, cookies and authorization.</summary>
    public IEnumerable<Header> Headers { get; init => field = ItemList.Of(value); } = ItemList<Header>.Empty;
}
