namespace Pure.WebSockets;

/// <summary>
/// A client's wish to open a connection, checked by every rule of RFC 6455 §4.2.1: the application accepts or rejects it.
/// </summary>
/// <param name="Target">Path and query: of a target in absolute form, what follows the authority (RFC 9112 §3.2.2).</param>
/// <param name="Key">The value of Sec-WebSocket-Key; none where the transport has another proof (RFC 8441 §5).</param>
/// <param name="Subprotocols">The subprotocols offered, in the client's order of preference.</param>
/// <param name="Extensions">The extensions offered, in the client's order of preference.</param>
/// <param name="Headers">
/// All fields of the request: Host, Origin, cookies, authorisation. Where the target has an authority of its own, Host has that one (RFC
/// 9112 §3.2.2).
/// </param>
public sealed record UpgradeRequest(
    string Target,
    Option<string> Key,
    Seq<string> Subprotocols,
    Seq<ExtensionOffer> Extensions,
    Seq<Header> Headers
)
{
    /// <summary>The target up to its query.</summary>
    public string Path => Target.Split('?', 2)[0];

    /// <summary>The target behind its question mark; empty when there is none.</summary>
    public string Query => Target.Split('?', 2) is [_, var query] ? query : "";

    /// <summary>The origin of the page that asks, as browsers send it (RFC 6454 §7).</summary>
    public Option<string> Origin => HeaderList.Single(Headers, "Origin");

    /// <summary>The host that is asked, with its port where one is named: Host, or over HTTP/2 :authority.</summary>
    public Option<string> Host => HeaderList.Single(Headers, "Host");

    /// <summary>
    /// Whether <see cref="Origin"/> is of the host that is asked: its host and its port, by default that of its scheme, are those of
    /// <see cref="Host"/>. The scheme itself is not compared, for a proxy may speak TLS in the server's place.
    /// False where there is no origin, and for "null".
    /// </summary>
    public bool IsOfSameHost => OriginHost.IsSame(Origin.IfNone(""), Host.IfNone(""));

    /// <summary>The first of the application's subprotocols, in its order of preference, that the client offered.</summary>
    public Option<string> ChooseSubprotocol(params string[] supported) =>
        Seq.create<string>(supported).Find(name => Subprotocols.Contains(name));

    /// <inheritdoc/>
    public bool Equals(UpgradeRequest? other) =>
        other is not null
        && Target == other.Target
        && ByContent.Same(Key, other.Key)
        && ByContent.Same(Subprotocols, other.Subprotocols)
        && ByContent.Same(Extensions, other.Extensions)
        && ByContent.Same(Headers, other.Headers);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Target, ByContent.Hash(Key), ByContent.Hash(Subprotocols), ByContent.Hash(Extensions), ByContent.Hash(Headers));
}

/// <summary>The application's yes to an upgrade request.</summary>
/// <param name="Subprotocol">The subprotocol chosen: one of those offered, or none.</param>
/// <param name="Headers">Fields to add to the response, as cookies. A copy of the collection is kept.</param>
public sealed record Acceptance(Option<string> Subprotocol, IEnumerable<Header> Headers)
{
    private readonly OptionByContent<string> subprotocol = Subprotocol;

    /// <summary>Yes, without a subprotocol.</summary>
    public static Acceptance Plain { get; } = new(Option<string>.None, ItemList<Header>.Empty);

    /// <summary>The subprotocol chosen.</summary>
    public Option<string> Subprotocol { get => subprotocol; init => subprotocol = value; }

    /// <summary>Fields to add to the response.</summary>
    public IEnumerable<Header> Headers { get; init => field = ItemList.Of(value); } = ItemList.Of(Headers);
}

/// <summary>The application's no to an upgrade request: a response like any other.</summary>
/// <param name="Status">The HTTP status, from 300 to 599.</param>
/// <param name="Headers">
/// Fields of the response, as WWW-Authenticate. Content-Length and Connection are set by the handshake. A copy of the collection is kept.
/// </param>
/// <param name="Body">The body, as text.</param>
public sealed record Rejection(int Status, IEnumerable<Header> Headers, Octets Body)
{
    /// <summary>Fields of the response.</summary>
    public IEnumerable<Header> Headers { get; init => field = ItemList.Of(value); } = ItemList.Of(Headers);

    /// <summary>A status and nothing else.</summary>
    public static Rejection Of(int status) => new(status, ItemList<Header>.Empty, Octets.Empty);

    /// <summary>The response that reports a broken rule of the handshake to the client: what was seen, and the rule.</summary>
    public static Rejection From(HandshakeError error) => new(error.Status, error.Headers, Octets.OfText($"{error.Seen} ({error.Rule})\n"));
}
