namespace Pure.WebSockets.Conformance;

/// <summary>
/// Replaces secrets with three asterisks in everything that is printed or written to reports. A report is often published, for example by a
/// CI system.
/// </summary>
internal static class SecretText
{
    /// <summary>The text that replaces a secret.</summary>
    public const string Mask = "***";

    /// <summary>The sentence that explains a command with a replaced secret.</summary>
    public const string Note = "In the command, *** stands for a secret, which must be given again.";

    private static readonly string[] Words = ["TOKEN", "SECRET", "KEY", "AUTH", "PASSWORD", "CREDENTIAL", "SESSION"];

    /// <summary>
    /// Returns whether the value of a header field is a secret. These are the fields whose value <see cref="Header.ToString"/> replaces,
    /// and the fields whose name contains a word such as token, secret, key or auth. The fields of the opening handshake and the challenges
    /// of a server are not secrets (RFC 6455 §4.1, RFC 9110 §11.6.1).
    /// </summary>
    public static bool IsSecret(string name)
    {
        var upper = name.ToUpperInvariant();
        return new Header(name, "").ToString().EndsWith(Mask, StringComparison.Ordinal)
            || (
                !upper.StartsWith("SEC-WEBSOCKET-", StringComparison.Ordinal)
                && !upper.StartsWith(':')
                && upper is not ("WWW-AUTHENTICATE" or "PROXY-AUTHENTICATE")
                && Words.Any(word => upper.Contains(word, StringComparison.Ordinal))
            );
    }

    /// <summary>
    /// Returns a header field as text, with three asterisks in place of a secret value. A text without a colon may be a field with another
    /// separator, so everything after its first word is replaced.
    /// </summary>
    public static string Field(string text)
    {
        var end = text.AsSpan(1 <= text.Length ? 1 : 0).IndexOfAny(":= \t") is var at and >= 0 ? at + 1 : text.Length;
        var name = text[..end];
        return end == text.Length || !IsSecret(name.Trim()) ? text
            : text[end] == ':' ? $"{name}: {Mask}"
            : $"{name}{text[end]}{Mask}";
    }

    /// <summary>Returns a cookie such as name=value, with three asterisks in place of the value.</summary>
    public static string Cookie(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) is var at and > 0 ? $"{text[..at]}={Mask}" : Mask;

    /// <summary>Returns the head of a request or a response, with three asterisks in place of each secret value.</summary>
    public static string Head(string head)
    {
        var (lines, isSecret) = (head.Split('\n'), false);
        for (var at = 1; at < lines.Length; at++)
        {
            var (line, ending) = lines[at].EndsWith('\r') ? (lines[at][..^1], "\r") : (lines[at], "");
            // A line that begins with white space continues the value of the line before it (RFC 9112 §5.2).
            if (line is [' ' or '\t', ..] && isSecret) lines[at] = $"{line[..1]}{Mask}{ending}";
            else if (line.IndexOf(':', Math.Min(1, line.Length)) is var colon and > 0)
            {
                isSecret = IsSecret(line[..colon].Trim());
                if (isSecret) lines[at] = $"{line[..colon]}: {Mask}{ending}";
            }
            else isSecret = false;
        }

        return string.Join('\n', lines);
    }

    /// <summary>
    /// Returns a text that may be a URL, with three asterisks in place of its user and password. The text need not be a valid URL, because
    /// it can be part of an error message.
    /// </summary>
    public static string Url(string text)
    {
        var start = text.IndexOf("//", StringComparison.Ordinal) is var slashes and >= 0 ? slashes + 2 : 0;
        var end = text.IndexOfAny(['?', '#'], start) is var query and >= 0 ? query : text.Length;
        var at = text.AsSpan(start, end - start).LastIndexOf('@');
        // Without slashes, a text such as user:password@host can be meant as a URL. A file name such as a@b has no colon before the @.
        return at < 0 || (start == 0 && !text.AsSpan(0, at).Contains(':')) ? text : $"{text[..start]}{Mask}{text[(start + at)..]}";
    }

    /// <summary>
    /// Returns the arguments of a command line, with three asterisks in place of the secrets in the values of --header and --cookie and in
    /// URLs.
    /// </summary>
    public static IEnumerable<string> Arguments(IEnumerable<string> arguments)
    {
        var option = "";
        foreach (var argument in arguments)
        {
            var isOption = argument.StartsWith("--", StringComparison.Ordinal);
            // The value of an option can be in the same argument, after an equals sign or a colon.
            var end = isOption ? argument.AsSpan().IndexOfAny("=:") : -1;
            if (isOption) option = end < 0 ? argument : argument[..end];
            yield return isOption
                ? (end < 0 ? argument : argument[..(end + 1)] + Value(option, argument[(end + 1)..]))
                : Value(option, argument);
            if (!isOption || end >= 0) option = "";
        }
    }

    private static string Value(string option, string value) =>
        option switch
        {
            "--header" => Field(value),
            "--cookie" => Cookie(value),
            _ => Url(value),
        };
}
