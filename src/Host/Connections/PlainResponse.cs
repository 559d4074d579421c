namespace Pure.WebSockets.Host;

/// <summary>
/// A server's answer to a plain HTTP request, such as a request from a health probe. The server ends the connection after the answer.
/// </summary>
/// <param name="Status">The HTTP status, from 200 to 599.</param>
/// <param name="Headers">
/// The header fields of the response. The server adds Connection and Content-Length. With status 204 or 304, Content-Length is omitted. If
/// a response has a body but no Content-Type field, the server adds a Content-Type field for plain text.
/// </param>
/// <param name="Body">
/// The body, which has at most <see cref="MaxBodyBytes"/> bytes. The answer to a HEAD request omits the body (RFC 9110 §9.3.2). With status
/// 204 or 304, the body must be empty.
/// </param>
public sealed record PlainResponse(int Status, IEnumerable<Header> Headers, ByteString Body)
{
    /// <summary>The header fields of the response.</summary>
    public IEnumerable<Header> Headers { get; init => field = ItemList.Of(value, nameof(Headers)); } = ItemList.Of(Headers);

    /// <summary>
    /// The maximum length of the body, in bytes. This limit is sufficient for health probes. For longer responses, use a web server.
    /// </summary>
    public static int MaxBodyBytes => 64 * 1024;

    /// <summary>Creates a response with the given status and without a body.</summary>
    public static PlainResponse Create(int status) => new(status, [], ByteString.Empty);

    /// <summary>Creates a response with the given status and a text body.</summary>
    public static PlainResponse Create(int status, string text) => new(status, [], ByteString.FromText(text));

    /// <summary>Returns the response in wire format.</summary>
    /// <exception cref="WebSocketMisuseException">The status, a field or the body is not allowed.</exception>
    internal byte[] ToBytes(string method)
    {
        if (Status is < 200 or > 599)
            throw Misuse("RFC 9110 §15", $"status {Status} does not answer a plain request. Use a status from 200 to 599");
        if (Body.Length > MaxBodyBytes)
            throw Misuse("RFC 9110 §6.4", $"the body has {Body.Length} bytes, but at most {MaxBodyBytes} are allowed");
        var bodiless = Status is 204 or 304;
        if (bodiless && Body.Length > 0) throw Misuse("RFC 9110 §6.4.1", $"a response with status {Status} has no body");

        // The response is checked and written in the same way as a rejection. The status of a rejection must be at least 300, so a lower
        // status is set afterwards.
        var head = ServerHandshake.Reject(new Rejection(Status < 300 ? 300 : Status, Headers, Body))
            .IfLeft(refusal => throw new WebSocketMisuseException(refusal));
        if (Status < 300) head = head with { Status = Status, Reason = Status switch { 200 => "OK", 204 => "No Content", _ => "" } };
        if (bodiless) head = head with { Headers = head.Headers.Where(static field => field.Name != "Content-Length") };
        return [.. HeadWriter.WriteResponse(head).Memory.Span, .. method == "HEAD" ? [] : Body.Memory.Span];
    }

    private static WebSocketMisuseException Misuse(string rule, string why) => new(new Misuse(rule, why));
}
