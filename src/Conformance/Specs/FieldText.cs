namespace Pure.WebSockets.Conformance;

/// <summary>Checks the texts that become parts of the fields of a request.</summary>
internal static class FieldText
{
    /// <summary>Returns whether a text is a token (RFC 9110 §5.6.2), such as the name of a field or of a subprotocol.</summary>
    public static bool IsToken(string text) =>
        text.Length > 0
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || "!#$%&'*+-.^_`|~".Contains(letter, StringComparison.Ordinal));

    /// <summary>
    /// Returns whether a text can be the value of a field (RFC 9110 §5.5). Characters outside of ASCII are not accepted, because peers
    /// decode them in different ways.
    /// </summary>
    public static bool IsValue(string text) => text.All(letter => letter is >= ' ' and <= '~' or '\t');
}
