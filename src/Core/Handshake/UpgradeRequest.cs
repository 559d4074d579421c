namespace Pure.WebSockets;

/// <summary>
/// A client's request to open a connection. The request obeys the rules of RFC 6455 §4.2.1 or, over HTTP/2 and HTTP/3, the rules of RFC
/// 8441 §5. The application must accept or reject the request.
/// </summary>
/// <param name="Target">
/// The path and the query. If the request target is in absolute form, the value is the part after the authority (RFC 9112 §3.2.2). A slash
/// is added if this part does not begin with a slash.
/// </param>
/// <param name="Key">The value of Sec-WebSocket-Key, or None over HTTP/2 and HTTP/3 (RFC 8441 §5).</param>
/// <param name="Subprotocols">The offered subprotocols, in the client's order of preference.</param>
/// <param name="Extensions">The offered extensions, in the client's order of preference.</param>
/// <param name="Headers">
/// All header fields of the request, such as Host, Origin, Cookie and Authorization. If the request target is in absolute form, the value
/// of Host is the authority of the target (RFC 9112 §3.2.2).
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

    /// <summary>All header fields of the request.</summary>
    public IEnumerable<Header> Headers { get; init => field = ItemList.Of(value); } = ItemList.Of(Headers);

    /// <summary>The part of the target before the question mark.</summary>
    public string Path => Target.Split('?', 2)[0];

    /// <summary>The part of the target after the question mark. The value is empty if the target has no question mark.</summary>
    public string Query => Target.Split('?', 2) is [_, var query] ? query : "";

    /// <summary>
    /// The value of the Origin header field, which a browser sets to the origin of the web page (RFC 6454 §7). The value is None if the
    /// request has no Origin field or more than one Origin field.
    /// </summary>
    public Option<string> Origin => HeaderList.Single(Headers, "Origin");

    /// <summary>
    /// The value of the Host header field, which is the requested host with an optional port. Over HTTP/2 and HTTP/3, the value comes from
    /// ":authority".
    /// </summary>
    public Option<string> Host => HeaderList.Single(Headers, "Host");

    /// <summary>
    /// Whether <see cref="Origin"/> and <see cref="Host"/> have the same host name and port. If a port is missing, the default port of the
    /// origin's scheme is used. The schemes are not compared, because a proxy in front of the server can terminate TLS. The value is false
    /// if <see cref="Origin"/> or <see cref="Host"/> is None or has no valid host. The origin "null" has no valid host.
    /// </summary>
    public bool IsOfSameHost => OriginHost.IsSame(Origin.IfNone(""), Host.IfNone(""));

    /// <summary>
    /// Returns the first of the supported subprotocols that the client offered, or None if the client offered none of them. List the
    /// supported subprotocols in order of preference.
    /// </summary>
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

/// <summary>The answer with which the application accepts an upgrade request.</summary>
/// <param name="Subprotocol">
/// The chosen subprotocol, which must be one of the offered subprotocols, or None if no subprotocol is chosen.
/// </param>
/// <param name="Headers">Header fields to add to the response, such as Set-Cookie. The collection is copied.</param>
public sealed record Acceptance(Option<string> Subprotocol, IEnumerable<Header> Headers)
{
    private readonly OptionByContent<string> subprotocol = Subprotocol;

    /// <summary>An acceptance without a subprotocol.</summary>
    public static Acceptance Plain { get; } = new(Option<string>.None, ItemList<Header>.Empty);

    /// <summary>The chosen subprotocol.</summary>
    public Option<string> Subprotocol { get => subprotocol; init => subprotocol = value; }

    /// <summary>Header fields to add to the response.</summary>
    public IEnumerable<Header> Headers { get; init => field = ItemList.Of(value); } = ItemList.Of(Headers);
}

/// <summary>The HTTP response with which the application rejects an upgrade request.</summary>
/// <param name="Status">The HTTP status, from 300 to 599.</param>
/// <param name="Headers">
/// Header fields of the response, such as WWW-Authenticate. The handshake itself sets Content-Length and Connection. The collection is
/// copied.
/// </param>
/// <param name="Body">
/// The body. If the header fields do not include Content-Type, the body is declared as plain text in UTF-8. With status 304, the body must
/// be empty, and Content-Length is omitted (RFC 9110 §6.4.1, §8.6).
/// </param>
public sealed record Rejection(int Status, IEnumerable<Header> Headers, ByteString Body)
{
    /// <summary>The header fields of the response.</summary>
    public IEnumerable<Header> Headers { get; init => field = ItemList.Of(value); } = ItemList.Of(Headers);

    /// <summary>Creates a rejection with the given status and without header fields or a body.</summary>
    public static Rejection WithStatus(int status) => new(status, ItemList<Header>.Empty, ByteString.Empty);

    /// <summary>
    /// Creates the response to a request that broke a rule of the handshake. The body of the response contains the rule and a description
    /// of the error.
    /// </summary>
    public static Rejection From(HandshakeError error) =>
        new(error.Status, error.Headers, ByteString.FromText($"{error.Seen} ({error.Rule})\n"));
}
