namespace Pure.WebSockets;

/// <summary>
/// A header field of an HTTP head. The opening handshake uses lists of header fields, so the same code handles HTTP/1.1, HTTP/2 (RFC 8441)
/// and HTTP/3 (RFC 9220).
/// </summary>
/// <param name="Name">The name of the field, which is not case-sensitive.</param>
/// <param name="Value">The value of the field, without surrounding white space.</param>
public sealed record Header(string Name, string Value)
{
    /// <summary>
    /// Returns the field as it is written in a head. The value of Authorization, Proxy-Authorization, Cookie or Set-Cookie is replaced with
    /// three asterisks, so that logs do not contain secrets.
    /// </summary>
    public override string ToString() => $"{Name}: {(IsSecret ? "***" : Value)}";

    // These fields contain credentials or cookies, and cookies are often credentials (RFC 9110 §11.6, RFC 6265 §4).
    private bool IsSecret => Name.ToUpperInvariant() is "AUTHORIZATION" or "PROXY-AUTHORIZATION" or "COOKIE" or "SET-COOKIE";
}

/// <summary>Finds fields in a list of header fields (RFC 9110 §5).</summary>
public static class HeaderList
{
    /// <summary>Returns the values of all fields with this name, in order. The name is not case-sensitive.</summary>
    public static Seq<string> Values(IEnumerable<Header> headers, string name) =>
        headers.AsSeq().Filter(header => IsNamed(header, name)).Map(header => header.Value).Strict();

    /// <summary>Returns the value of the field with this name. Returns None if no field or more than one field has this name.</summary>
    public static Option<string> Single(IEnumerable<Header> headers, string name) =>
        Values(headers, name) is { Count: 1 } values ? values[0] : Option<string>.None;

    /// <summary>
    /// Returns the members of the comma-separated lists in all fields with this name (RFC 9110 §5.6.1). Empty members are omitted.
    /// </summary>
    internal static Seq<string> Members(IEnumerable<Header> headers, string name) =>
        Values(headers, name)
            .Bind(value =>
                Seq.create<string>(value.Split(',').Select(member => member.Trim(' ', '\t')).Where(member => member.Length > 0).ToArray())
            )
            .Strict();

    internal static bool HasMember(IEnumerable<Header> headers, string name, string member) =>
        Members(headers, name).Exists(found => string.Equals(found, member, StringComparison.OrdinalIgnoreCase));

    internal static bool Has(IEnumerable<Header> headers, string name) => headers.Any(header => IsNamed(header, name));

    private static bool IsNamed(Header header, string name) => string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase);
}

/// <summary>The head of a request.</summary>
/// <param name="Method">The method, such as "GET".</param>
/// <param name="Target">The request target, which is usually a path with an optional query.</param>
/// <param name="Headers">The header fields, in wire order. The collection is copied.</param>
public sealed record RequestHead(string Method, string Target, IEnumerable<Header> Headers)
{
    /// <summary>The header fields, in wire order.</summary>
    public IEnumerable<Header> Headers { get; init => field = ItemList.Of(value); } = ItemList.Of(Headers);
}

/// <summary>The head of a response.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Reason">The reason phrase, which can be empty.</param>
/// <param name="Headers">The header fields, in wire order. The collection is copied.</param>
public sealed record ResponseHead(int Status, string Reason, IEnumerable<Header> Headers)
{
    /// <summary>The header fields, in wire order.</summary>
    public IEnumerable<Header> Headers { get; init => field = ItemList.Of(value); } = ItemList.Of(Headers);
}

/// <summary>A final response whose status is not 101, such as a 401 response with a challenge or a 302 response with a location.</summary>
/// <param name="Head">The head of the response, with the status and the header fields.</param>
/// <param name="Body">
/// The body. If the body is longer than <see cref="Limits.MaxHeadBytes"/>, only the first bytes of the body are included.
/// </param>
public sealed record RejectedResponse(ResponseHead Head, ByteString Body);
