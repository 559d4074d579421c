using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>A server's answer to a plain HTTP request, as a health probe's. The connection ends with it.</summary>
/// <param name="Status">The HTTP status, from 200 to 599.</param>
/// <param name="Headers">
/// Fields of the response. Connection and Content-Length are set by the server, and Content-Type to plain text where there is a body and
/// no such field.
/// </param>
/// <param name="Body">
/// The body, of at most <see cref="MaxBodyBytes"/>. The answer to HEAD leaves it out (RFC 9110 §9.3.2); with 204 and 304 it is empty.
/// </param>
public sealed record PlainResponse(int Status, Seq<Header> Headers, Octets Body)
{
    /// <summary>The longest body, in bytes: a health probe wants no more, and the rest of HTTP is for web servers.</summary>
    public const int MaxBodyBytes = 64 * 1024;

    /// <summary>A status and nothing else.</summary>
    public static PlainResponse Of(int status) => new(status, Seq<Header>.Empty, Octets.Empty);

    /// <summary>A status and a text.</summary>
    public static PlainResponse Of(int status, string text) => new(status, Seq<Header>.Empty, Octets.OfText(text));

    /// <summary>The response as it stands on the wire.</summary>
    /// <exception cref="WebSocketMisuseException">Status, fields or body may not stand there.</exception>
    internal byte[] ToBytes(string method)
    {
        if (Status is < 200 or > 599) throw Misuse("RFC 9110 §15", $"status {Status} does not answer a plain request");
        if (Body.Length > MaxBodyBytes) throw Misuse("RFC 9110 §6.4", $"the body has {Body.Length} bytes; {MaxBodyBytes} is the most");
        var bodiless = Status is 204 or 304;
        if (bodiless && Body.Length > 0) throw Misuse("RFC 9110 §6.4.1", $"a response with status {Status} has no body");

        // Its fields are written and checked as those of a refusal are, whatever the status.
        var head = ServerHandshake.Reject(new Rejection(Status < 300 ? 300 : Status, Headers, Body))
            .IfLeft(refusal => throw new WebSocketMisuseException(refusal));
        if (Status < 300) head = head with { Status = Status, Reason = Status switch { 200 => "OK", 204 => "No Content", _ => "" } };
        if (bodiless) head = head with { Headers = head.Headers.Filter(static field => field.Name != "Content-Length").Strict() };
        return [.. HeadWriter.WriteResponse(head).Memory.Span, .. method == "HEAD" ? [] : Body.Memory.Span];
    }

    /// <inheritdoc/>
    public bool Equals(PlainResponse? other) =>
        other is not null && Status == other.Status && ByContent.Same(Headers, other.Headers) && Body == other.Body;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Status, ByContent.Hash(Headers), Body);

    private static WebSocketMisuseException Misuse(string rule, string why) => new(new Refusal(rule, why));
}
