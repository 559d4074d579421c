using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Collects the bytes of a request's head. An error, such as an invalid request line, is reported as soon as it is detected, without
/// waiting for the end of the head.
/// </summary>
internal sealed class IncomingHead
{
    private const byte TlsHandshake = 0x16;

    // The maximum number of empty lines that are ignored before the request line (RFC 9112 §2.2).
    private const int MostEmptyLines = 8;

    private readonly List<byte> octets = [];
    private bool hasLine;
    private int emptyLines;

    /// <summary>
    /// Processes the next bytes of the head. Returns the head and the bytes after it, or None if the head is not complete yet. Returns an
    /// error if the head breaks a rule.
    /// </summary>
    public Option<Either<HandshakeError, (ByteString Head, ByteString Trailing)>> Read(ReadOnlyMemory<byte> more)
    {
        for (var at = 0; at < more.Length; at++)
        {
            var octet = more.Span[at];
            if (octets.Count == 0 && octet == TlsHandshake)
                return Broken(400, "RFC 9112 §2.1", "the input is TLS, but the address begins with ws:// and not wss://");
            if (octet == '\n' && octets is not [.., (byte)'\r'])
                return Broken(400, "RFC 9112 §2.2", "a line of the head that does not end with CR LF");
            octets.Add(octet);
            if (octets.Count > HeadBound.Bytes) return Broken(431, "RFC 6455 §10.4", HeadBound.Exceeded);
            if (octet != '\n')
                continue;
            if (octets.Count == 2 && ++emptyLines <= MostEmptyLines)
            {
                octets.Clear();
                continue;
            }

            if (!hasLine && LineError().Case is HandshakeError error)
                return Option<Either<HandshakeError, (ByteString, ByteString)>>.Some(error);
            hasLine = true;
            if (octets is [.., (byte)'\r', (byte)'\n', (byte)'\r', (byte)'\n'])
                return Option<Either<HandshakeError, (ByteString, ByteString)>>.Some((octets.ToArray(), more[(at + 1)..].ToArray()));
        }

        return Option<Either<HandshakeError, (ByteString, ByteString)>>.None;
    }

    /// <summary>Returns a description of the incomplete head for an error message.</summary>
    public string Shown() =>
        octets.Count == 0
            ? "nothing"
            : $"{FrameWords.Length(octets.Count)} of a head, from "
                + '"'
                + string.Concat(
                    Encoding.Latin1.GetString([.. octets.Take(40)]).Select(letter => letter is >= ' ' and <= '~' ? letter : '?')
                )
                + '"';

    private Option<HandshakeError> LineError() =>
        HeadParser
            .ParseRequest((byte[])[.. octets, (byte)'\r', (byte)'\n'])
            .Match(Right: _ => Option<HandshakeError>.None, Left: error => error);

    private static Option<Either<HandshakeError, (ByteString, ByteString)>> Broken(int status, string rule, string seen) =>
        Option<Either<HandshakeError, (ByteString, ByteString)>>.Some(new HandshakeError(status, Seq<Header>.Empty, rule, seen));
}
