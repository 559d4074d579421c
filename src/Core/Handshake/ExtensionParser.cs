using System.Text;

namespace Pure.WebSockets;

/// <summary>
/// Parses the values of Sec-WebSocket-Extensions (RFC 6455 §9.1). A quoted value must be a token after its quotes are removed. Empty
/// members of the list are skipped (RFC 9110 §5.6.1.2).
/// </summary>
internal static class ExtensionParser
{
    public static Either<HandshakeError, Seq<ExtensionOffer>> Parse(Seq<string> values)
    {
        var offers = new List<ExtensionOffer>();
        foreach (var value in values)
        {
            var rest = value.AsSpan();
            while (TakeMember(ref rest))
            {
                if (!TakeOffer(ref rest, out var offer) || !IsAtEndOfMember(rest))
                    return new HandshakeError(400, "RFC 6455 §9.1", "Sec-WebSocket-Extensions is not a list of extensions with parameters");
                offers.Add(offer);
            }
        }

        return Seq.create<ExtensionOffer>(offers.ToArray());
    }

    /// <summary>Skips the commas before the next member. Returns false if no member follows.</summary>
    private static bool TakeMember(ref ReadOnlySpan<char> rest)
    {
        while (TakeSeparator(ref rest, ','))
        {
        }

        return !rest.Trim(" \t").IsEmpty;
    }

    private static bool IsAtEndOfMember(ReadOnlySpan<char> rest) => rest.TrimStart(" \t") is [] or [',', ..];

    private static bool TakeOffer(ref ReadOnlySpan<char> rest, out ExtensionOffer offer)
    {
        offer = null!;
        if (!TakeToken(ref rest, out var name)) return false;
        var parameters = new List<ExtensionParameter>();
        while (TakeSeparator(ref rest, ';'))
        {
            if (!TakeToken(ref rest, out var parameter)) return false;
            var value = Option<string>.None;
            if (TakeSeparator(ref rest, '='))
            {
                if (!TakeToken(ref rest, out var text) && !TakeQuoted(ref rest, out text)) return false;
                value = text;
            }

            parameters.Add(new ExtensionParameter(parameter, value));
        }

        offer = new ExtensionOffer(name, Seq.create<ExtensionParameter>(parameters.ToArray()));
        return true;
    }

    private static bool TakeSeparator(ref ReadOnlySpan<char> rest, char separator)
    {
        var trimmed = rest.TrimStart(" \t");
        if (trimmed.IsEmpty || trimmed[0] != separator) return false;
        rest = trimmed[1..];
        return true;
    }

    private static bool TakeToken(ref ReadOnlySpan<char> rest, out string token)
    {
        var trimmed = rest.TrimStart(" \t");
        var length = 0;
        while (length < trimmed.Length && HttpGrammar.IsToken(trimmed.Slice(length, 1))) length++;
        token = trimmed[..length].ToString();
        if (length > 0) rest = trimmed[length..];
        return length > 0;
    }

    private static bool TakeQuoted(ref ReadOnlySpan<char> rest, out string text)
    {
        text = "";
        var trimmed = rest.TrimStart(" \t");
        if (trimmed.IsEmpty || trimmed[0] != '"') return false;
        var unquoted = new StringBuilder();
        for (var at = 1; at < trimmed.Length; at++)
        {
            if (trimmed[at] == '"')
            {
                text = unquoted.ToString();
                rest = trimmed[(at + 1)..];
                return HttpGrammar.IsToken(text);
            }

            if (trimmed[at] == '\\' && ++at == trimmed.Length) return false;
            unquoted.Append(trimmed[at]);
        }

        return false;
    }
}
