using System.Globalization;
using System.Text;

namespace Pure.WebSockets;

/// <summary>
/// Parses HTTP/1.1 heads strictly (RFC 9112). Lines must end with CR LF, field names must be tokens, and field values must not contain
/// control characters other than tabs. A field that is folded over several lines is rejected in a request and accepted in a response (RFC
/// 9112 §5.2).
/// </summary>
public static class HeadParser
{
    private const string Version = "HTTP/1.1";

    /// <summary>
    /// Parses the head of a request, including the empty line at its end. If the head is invalid, returns an error with the broken rule and
    /// the HTTP status for the response.
    /// </summary>
    public static Either<HandshakeError, RequestHead> ParseRequest(ByteString head)
    {
        var lines = Lines(head);
        return lines[0].Split(' ') is not [var method, var target, var version]
                ? Malformed("§3", $"the request line does not have three parts: {Shown(lines[0])}")
            : !HttpGrammar.IsToken(method) ? Malformed("§3.1", $"the method is not a token: {Shown(method)}")
            : !HttpGrammar.IsTarget(target)
                ? Malformed("§3.2", $"the request target has a character that is not allowed: {Shown(target)}")
            : version != Version ? OtherVersion(IsVersion(version) ? 505 : 400, version)
            : Fields(lines).Map(headers => new RequestHead(method, HeaderInterning.Intern(target), headers));
    }

    /// <summary>
    /// Parses the head of a response, including the empty line at its end. If the head is invalid, returns an error with the broken rule.
    /// </summary>
    public static Either<HandshakeError, ResponseHead> ParseResponse(ByteString head)
    {
        var lines = Lines(head);
        return lines[0].Split(' ', 3) is not [var version, var status, ..] parts
                ? Malformed("§4", $"the status line does not have three parts: {Shown(lines[0])}")
            : version != Version ? OtherVersion(400, version)
            : status.Length != 3 || !int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var code) || code < 100
                ? Malformed("§4", $"the status code is not a number of three digits: {Shown(status)}")
            : parts.Length == 3 && !HttpGrammar.IsFieldValue(parts[2]) ? Malformed("§4", "the reason phrase has a control character")
            : Unfolded(lines).Bind(Fields).Map(headers => new ResponseHead(code, parts.Length == 3 ? parts[2] : "", headers));
    }

    /// <summary>Returns the error for a head whose HTTP version is not 1.1.</summary>
    internal static HandshakeError OtherVersion(int status, string version) =>
        new(status, "RFC 6455 §4.1", $"the version is {Shown(version)}, but the handshake requires {Version}");

    /// <summary>
    /// Joins the lines of folded fields. "A user agent that receives an obs-fold … MUST replace each received obs-fold with one or more SP
    /// octets" (RFC 9112 §5.2). A line that begins with white space before the first field is an error (§2.2).
    /// </summary>
    private static Either<HandshakeError, string[]> Unfolded(string[] lines)
    {
        if (lines.Length > 1 && IsFolded(lines[1])) return Malformed("§2.2", $"white space precedes the first field: {Shown(lines[1])}");
        if (!Array.Exists(lines, IsFolded)) return lines;
        var whole = new List<string>(lines.Length);
        for (var at = 0; at < lines.Length;)
        {
            var field = lines[at++];
            if (at < lines.Length && IsFolded(lines[at]))
            {
                var joined = new StringBuilder(field.TrimEnd(' ', '\t'));
                for (; at < lines.Length && IsFolded(lines[at]); at++)
                    if (lines[at].AsSpan().Trim(" \t") is { IsEmpty: false } more) joined.Append(' ').Append(more);
                field = joined.ToString();
            }

            whole.Add(field);
        }

        return whole.ToArray();
    }

    private static bool IsFolded(string line) => line is [' ' or '\t', ..];

    private static string[] Lines(ByteString head) => Encoding.Latin1.GetString(head.Span).Split("\r\n");

    private static Either<HandshakeError, Seq<Header>> Fields(string[] lines)
    {
        var headers = new List<Header>(lines.Length);
        foreach (var line in lines.AsSpan(1))
        {
            if (line.Length == 0) break;
            if (IsFolded(line)) return Malformed("§5.2", $"a field is folded over two lines: {Shown(line)}");
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0) return Malformed("§5", $"a field has no colon: {Shown(line)}");
            var name = line[..colon];
            if (!HttpGrammar.IsToken(name)) return Malformed("§5.1", $"the name of a field is not a token: {Shown(name)}");
            var value = line[(colon + 1)..].Trim(' ', '\t');
            if (!HttpGrammar.IsFieldValue(value)) return Malformed("§5.5", $"the value of {name} has a control character");
            headers.Add(HeaderInterning.Intern(name, value));
        }

        return Seq.create<Header>(headers.ToArray());
    }

    private static bool IsVersion(string version) => version is ['H', 'T', 'T', 'P', '/', >= '0' and <= '9', '.', >= '0' and <= '9'];

    private static HandshakeError Malformed(string section, string seen) => new(400, "RFC 9112 " + section, seen);

    /// <summary>
    /// Returns a part of the head in quotation marks, for an error message. The text is truncated to 60 characters. Characters other than
    /// printable ASCII characters are replaced with question marks, because control characters could break a log line.
    /// </summary>
    internal static string Shown(string text) =>
        "\""
        + string.Concat(text.Take(60).Select(character => character is >= ' ' and <= '~' ? character : '?'))
        + (text.Length > 60 ? "…\"" : "\"");
}
