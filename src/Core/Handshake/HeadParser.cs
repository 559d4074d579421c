using System.Globalization;
using System.Text;

namespace Pure.WebSockets;

/// <summary>Reads HTTP/1.1 heads (RFC 9112), strictly: CR LF ends lines, names are tokens, nothing is folded, no value holds a control character.</summary>
public static class HeadParser
{
    private const string Version = "HTTP/1.1";

    /// <summary>The request whose head <paramref name="head"/> is, its empty line included; else the rule it breaks, with the status that answers it.</summary>
    public static Either<HandshakeError, RequestHead> ParseRequest(Octets head)
    {
        var lines = Lines(head);
        return lines[0].Split(' ') is not [var method, var target, var version] ? Malformed("§3", $"the request line has not three parts: {Shown(lines[0])}")
            : !HttpGrammar.IsToken(method) ? Malformed("§3.1", $"the method is not a token: {Shown(method)}")
            : !HttpGrammar.IsTarget(target) ? Malformed("§3.2", $"the request target holds a character that may not stand there: {Shown(target)}")
            : version != Version ? new HandshakeError(IsVersion(version) ? 505 : 400, "RFC 6455 §4.1", $"the version is {Shown(version)}; the opening handshake needs {Version}")
            : Fields(lines).Map(headers => new RequestHead(method, FieldWords.Of(target), headers));
    }

    /// <summary>The response whose head <paramref name="head"/> is, its empty line included; else the rule it breaks.</summary>
    public static Either<HandshakeError, ResponseHead> ParseResponse(Octets head)
    {
        var lines = Lines(head);
        return lines[0].Split(' ', 3) is not [var version, var status, ..] parts ? Malformed("§4", $"the status line has not three parts: {Shown(lines[0])}")
            : version != Version ? new HandshakeError(400, "RFC 6455 §4.1", $"the version is {Shown(version)}; the opening handshake needs {Version}")
            : status.Length != 3 || !int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var code) || code < 100
                ? Malformed("§4", $"the status code is not a number of three digits: {Shown(status)}")
            : parts.Length == 3 && !HttpGrammar.IsFieldValue(parts[2]) ? Malformed("§4", "a control character in the reason phrase")
            : Fields(lines).Map(headers => new ResponseHead(code, parts.Length == 3 ? parts[2] : "", headers));
    }

    private static string[] Lines(Octets head) => Encoding.Latin1.GetString(head.Span).Split("\r\n");

    private static Either<HandshakeError, Seq<Header>> Fields(string[] lines)
    {
        var headers = new List<Header>(lines.Length);
        foreach (var line in lines.AsSpan(1))
        {
            if (line.Length == 0) break;
            if (line[0] is ' ' or '\t') return Malformed("§5.2", $"a folded line: {Shown(line)}");
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0) return Malformed("§5", $"a field without a colon: {Shown(line)}");
            var name = line[..colon];
            if (!HttpGrammar.IsToken(name)) return Malformed("§5.1", $"the name of a field is not a token: {Shown(name)}");
            var value = line[(colon + 1)..].Trim(' ', '\t');
            if (!HttpGrammar.IsFieldValue(value)) return Malformed("§5.5", $"a control character in the value of {name}");
            headers.Add(FieldWords.Of(name, value));
        }

        return Seq.create<Header>(headers.ToArray());
    }

    private static bool IsVersion(string version) => version is ['H', 'T', 'T', 'P', '/', >= '0' and <= '9', '.', >= '0' and <= '9'];

    private static HandshakeError Malformed(string section, string seen) => new(400, "RFC 9112 " + section, seen);

    /// <summary>A part of the head for a sentence: cut, and without what could break a log's line.</summary>
    private static string Shown(string text) =>
        "\"" + string.Concat(text.Take(60).Select(character => character is >= ' ' and <= '~' ? character : '?')) + (text.Length > 60 ? "…\"" : "\"");
}
