using System.Text;

namespace Pure.WebSockets;

/// <summary>Writes HTTP/1.1 heads (RFC 9112), including the empty line at the end.</summary>
public static class HeadWriter
{
    /// <summary>
    /// Writes the head of a request. The target and the header fields must have valid HTTP syntax. <see cref="ClientHandshake"/> creates
    /// only valid heads.
    /// </summary>
    public static ByteString WriteRequest(RequestHead head) => Write($"{head.Method} {head.Target} HTTP/1.1", head.Headers);

    /// <summary>
    /// Writes the head of a response. The header fields must have valid HTTP syntax. <see cref="ServerHandshake"/> creates only valid
    /// heads.
    /// </summary>
    public static ByteString WriteResponse(ResponseHead head) => Write($"HTTP/1.1 {head.Status} {head.Reason}", head.Headers);

    /// <summary>
    /// Joins the handshake's own fields and the application's fields. Returns a <see cref="Misuse"/> if a field is invalid, or if the
    /// application sets a field that is reserved for the handshake. Content-Length, Transfer-Encoding and the handshake's own fields are
    /// always reserved. In a head that opens a connection, all fields whose names begin with "Sec-WebSocket-" are also reserved.
    /// </summary>
    internal static Either<Misuse, Seq<Header>> Check(Seq<Header> own, Seq<Header> application, bool opens)
    {
        var fields = Seq.create<Header>([.. own, .. application]);
        foreach (var header in fields)
        {
            if (!HttpGrammar.IsToken(header.Name))
                return new Misuse("RFC 9110 §5.1", "the name of a field is not a token");
            if (!HttpGrammar.IsFieldValue(header.Value))
                return new Misuse("RFC 9110 §5.5", $"the value of {header.Name} has a control character, or one that is not in Latin-1");
        }

        return application.Find(header => IsHandshakes(header.Name, own, opens)).Match<Either<Misuse, Seq<Header>>>(
            Some: header => new Misuse("RFC 6455 §4", $"the application must not set {header.Name}, because the handshake sets this field"),
            None: () => fields);
    }

    private static bool IsHandshakes(string name, Seq<Header> own, bool opens) =>
        (opens && name.StartsWith("Sec-WebSocket-", StringComparison.OrdinalIgnoreCase))
        || HeaderList.Has(own, name)
        || name.ToUpperInvariant() is "CONTENT-LENGTH" or "TRANSFER-ENCODING";

    private static ByteString Write(string first, IEnumerable<Header> headers)
    {
        var text = new StringBuilder(first).Append("\r\n");
        foreach (var header in headers) text.Append(header.Name).Append(": ").Append(header.Value).Append("\r\n");
        return Encoding.Latin1.GetBytes(text.Append("\r\n").ToString());
    }
}
