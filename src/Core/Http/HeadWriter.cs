using System.Text;

namespace Pure.WebSockets;

/// <summary>Writes HTTP/1.1 heads (RFC 9112), the empty line included.</summary>
public static class HeadWriter
{
    /// <summary>The head of a request. Names, values and target must be what HTTP allows there: the handshake checks them before.</summary>
    public static Octets WriteRequest(RequestHead head) => Write($"{head.Method} {head.Target} HTTP/1.1", head.Headers);

    /// <summary>The head of a response. Names and values must be what HTTP allows there: the handshake checks them before.</summary>
    public static Octets WriteResponse(ResponseHead head) => Write($"HTTP/1.1 {head.Status} {head.Reason}", head.Headers);

    /// <summary>
    /// The handshake's own fields and the application's behind them, when each can be written without breaking the head and the
    /// application contradicts none of them. <paramref name="opens"/>: the head is one that opens the connection, where all of
    /// Sec-WebSocket is the handshake's.
    /// </summary>
    internal static Either<Refusal, Seq<Header>> Check(Seq<Header> own, Seq<Header> application, bool opens)
    {
        foreach (var header in own.Append(application))
        {
            if (!HttpGrammar.IsToken(header.Name))
                return new Refusal("RFC 9110 §5.1", "the name of a field is not a token");
            if (!HttpGrammar.IsFieldValue(header.Value))
                return new Refusal("RFC 9110 §5.5", $"the value of {header.Name} holds a control character or one beyond Latin-1");
        }

        return application.Find(header => IsHandshakes(header.Name, own, opens)).Match<Either<Refusal, Seq<Header>>>(
            Some: header => new Refusal("RFC 6455 §4", $"field {header.Name} is the handshake's to set"),
            None: () => own.Append(application).Strict());
    }

    private static bool IsHandshakes(string name, Seq<Header> own, bool opens) =>
        (opens && name.StartsWith("Sec-WebSocket-", StringComparison.OrdinalIgnoreCase))
        || HeaderList.Has(own, name)
        || name.ToUpperInvariant() is "CONTENT-LENGTH" or "TRANSFER-ENCODING";

    private static Octets Write(string first, Seq<Header> headers)
    {
        var text = new StringBuilder(first).Append("\r\n");
        foreach (var header in headers) text.Append(header.Name).Append(": ").Append(header.Value).Append("\r\n");
        return Encoding.Latin1.GetBytes(text.Append("\r\n").ToString());
    }
}
