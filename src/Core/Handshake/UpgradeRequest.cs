namespace Pure.WebSockets;

/// <summary>
/// A client's request to open a connection. It obeys all rules of RFC 6455 §4.2.1, and the application accepts or rejects it.
/// </summary>
/// <param name="Target">Path and query. Of a target in absolute form, it is the part after the authority (RFC 9112 §3.2.2).</param>
/// <param name="Key">The value of Sec-WebSocket-Key. It is None over HTTP/2 and HTTP/3 (RFC 8441 §5).</param>
/// <param name="Subprotocols">The offered subprotocols, in the client's order of preference.</param>
/// <param name="Extensions">The offered extensions, in the client's order of preference.</param>
/// <param name="Headers">
/// All fields of the request, such as Host, Origin, cookies and authorization. If the target has an authority, Host has its value (RFC 9112
/// §3.2.2).
/// </param>
public sealed record UpgradeRequest(
    string Target,
    Option<string> Key,
    IEnumerable<string> Subprotocols,
    IEnumerable<ExtensionOffer> Extensions,
    IEnumerable<Header> Headers
)
{
    /// <summary>The offered subprotocols, in the client's order of preference.</summary>
    public IEnumerable<string> Subprotocols { get; init => field = ItemList.Of(value); } = ItemList.Of(Subprotocols);

    /// <summary>The offered extensions, in the client's order of preference.</summary>
    public IEnumerable<ExtensionOffer> Extensions { get; init => field = ItemList.Of(value); } = ItemList.Of(Extensions);

    /// <summary>All fields of the request.</summary>
    public IEnumerable<Header> Headers { get; init => field = ItemList.Of(value); } = ItemList.Of(Headers);

    /// <summary>The target up to its query.</summary>
    public string Path => Target.Split('?', 2)[0];

    /// <summary>The part of the target after the question mark. It is empty if there is no question mark.</summary>
    public string Query => Target.Split('?', 2) is [_, var query] ? query : "";

    /// <summary>The origin of the page that sent the request (RFC 6454 §7). Browsers send it.</summary>
    public Option<string> Origin => HeaderList.Single(Headers, "Origin");

    /// <summary>The requested host, with its port if there is one: Host, or over HTTP/2 :authority.</summary>
    public Option<string> Host => HeaderList.Single(Headers, "Host");

    /// <summary>
    /// Whether <see cref="Origin"/> and <see cref="Host"/> have the same host and port. The default port is that of the origin's scheme.
    /// The schemes are not compared, because a proxy may use TLS on the server's behalf. It is false without an origin, and for the origin
    /// "null".
    /// </summary>
    public bool IsOfSameHost => OriginHost.IsSame(Origin.IfNone(""), Host.IfNone(""));

    /// <summary>Returns the first of the application's subprotocols, in its order of preference, that the client offered.</summary>
    public Option<string> ChooseSubprotocol(params string[] supported) =>
        Seq.create<string>(supported).Find(name => Subprotocols.Contains(name, StringComparer.Ordinal));

    /// <inheritdoc/>
    public bool Equals(UpgradeRequest? other) =>
        other is not null
        && Target == other.Target
        && ByContent.Same(Key, other.Key)
        && Subprotocols.Equals(other.Subprotocols)
        && Extensions.Equals(other.Extensions)
        && Headers.Equals(other.Headers);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Target, ByContent.Hash(Key), Subprotocols, Extensions, Headers);
}

/// <summary>The application's acceptance of an upgrade request.</summary>
/// <param name="Subprotocol">The chosen subprotocol, which must be one of the offered ones. It is None if no subprotocol is chosen.</param>
/// <param name="Headers">Fields to add to the response, such as cookies. The collection is copied.</param>
public sealed record Acceptance(Option<string> Subprotocol, IEnumerable<Header> Headers)
{
    private readonly OptionByContent<string> subprotocol = Subprotocol;

    /// <summary>An acceptance without a subprotocol.</summary>
    public static Acceptance Plain { get; } = new(Option<string>.None, ItemList<Header>.Empty);

    /// <summary>The chosen subprotocol.</summary>
    public Option<string> Subprotocol { get => subprotocol; init => subprotocol = value; }

    /// <summary>Fields to add to the response.</summary>
    public IEnumerable<Header> Headers { get; init => field = ItemList.Of(value); } = ItemList.Of(Headers);
}

/// <summary>The application's rejection of an upgrade request: an HTTP response.</summary>
/// <param name="Status">The HTTP status, from 300 to 599.</param>
/// <param name="Headers">
/// Fields of the response, such as WWW-Authenticate. The handshake sets Content-Length and Connection. The collection is copied.
/// </param>
/// <param name="Body">The body, as text.</param>
public sealed record Rejection(int Status, IEnumerable<Header> Headers, ByteString Body)
{
    /// <summary>Fields of the response.</summary>
    public IEnumerable<Header> Headers { get; init => field = ItemList.Of(value); } = ItemList.Of(Headers);

    /// <summary>Creates a rejection with a status only.</summary>
    public static Rejection WithStatus(int status) => new(status, ItemList<Header>.Empty, ByteString.Empty);

    /// <summary>
    /// Creates the response that reports a broken rule of the handshake to the client. It contains the rule and the part of the request
    /// that breaks it.
    /// </summary>
    public static Rejection From(HandshakeError error) =>
        new(error.Status, error.Headers, ByteString.FromText($"{error.Seen} ({error.Rule})\n"));
}
