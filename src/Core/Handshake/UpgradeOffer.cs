namespace Pure.WebSockets;

/// <summary>The content of a client's upgrade request.</summary>
/// <param name="Host">
/// The value of the field Host. The value is a name or an address, followed by the port unless the scheme's default port is used.
/// </param>
/// <param name="Target">The path and the query.</param>
public sealed record UpgradeOffer(string Host, string Target)
{
    /// <summary>The subprotocols to offer, in order of preference.</summary>
    public IEnumerable<string> Subprotocols { get; init => field = ItemList.Of(value); } = ItemList<string>.Empty;

    /// <summary>Header fields to add to the request, such as Origin, Cookie and Authorization.</summary>
    public IEnumerable<Header> Headers { get; init => field = ItemList.Of(value); } = ItemList<Header>.Empty;
}
