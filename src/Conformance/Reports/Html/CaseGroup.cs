namespace Pure.WebSockets.Conformance;

/// <summary>The groups of cases within a family. The first two components of a case id identify the group.</summary>
internal static class CaseGroup
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["1.1"] = "Text messages",
        ["1.2"] = "Binary messages",
        ["4.1"] = "Reserved opcodes of data frames",
        ["4.2"] = "Reserved opcodes of control frames",
        ["6.1"] = "Text with empty fragments",
        ["6.2"] = "Text beyond ASCII, in fragments",
        ["6.3"] = "Invalid UTF-8, in fragments",
        ["6.4"] = "Invalid UTF-8, and how soon it is detected",
        ["6.5"] = "Well-formed sequences",
        ["6.6"] = "Cut after each byte",
        ["6.7"] = "First code points of each length",
        ["6.8"] = "First of the forms of five and six bytes",
        ["6.9"] = "Last code points of each length",
        ["6.10"] = "Last of the forms beyond Unicode",
        ["6.11"] = "Edges of the surrogates and of Unicode",
        ["6.12"] = "Continuation bytes alone",
        ["6.13"] = "Start bytes alone",
        ["6.14"] = "Sequences without their last byte",
        ["6.15"] = "Incomplete sequences in a row",
        ["6.16"] = "Bytes that never occur in UTF-8",
        ["6.17"] = "Overlong forms of the slash",
        ["6.18"] = "Longest overlong forms",
        ["6.19"] = "Overlong forms of NUL",
        ["6.20"] = "Single surrogates",
        ["6.21"] = "Surrogate pairs",
        ["6.22"] = "Non-characters",
        ["6.23"] = "Specials",
        ["7.1"] = "What follows a close frame",
        ["7.3"] = "Payloads of close frames",
        ["7.5"] = "A reason that is not UTF-8",
        ["7.7"] = "Close codes that may be sent",
        ["7.9"] = "Close codes that may not be sent",
        ["7.13"] = "Close codes without a meaning",
        ["9.1"] = "Long text messages in one frame",
        ["9.2"] = "Long binary messages in one frame",
        ["9.3"] = "A long text message in fragments",
        ["9.4"] = "A long binary message in fragments",
        ["9.5"] = "A long text message in small writes",
        ["9.6"] = "A long binary message in small writes",
        ["9.7"] = "Many text messages, one after the other",
        ["9.8"] = "Many binary messages, one after the other",
        ["10.1"] = "A message cut by its sender",
        ["12.1"] = "JSON",
        ["12.2"] = "A picture",
        ["12.3"] = "Prose",
        ["12.4"] = "HTML",
        ["12.5"] = "A document",
        ["13.1"] = "No parameter for the server",
        ["13.2"] = "server_no_context_takeover",
        ["13.3"] = "server_max_window_bits=9",
        ["13.4"] = "server_max_window_bits=15",
        ["13.5"] = "server_no_context_takeover, server_max_window_bits=9",
        ["13.6"] = "server_no_context_takeover, server_max_window_bits=15",
        ["13.7"] = "Three offers, the preferred first",
    };

    /// <summary>Returns the group of a case, or an empty string if the case id has fewer than three components.</summary>
    public static string Of(CaseId id) => id.Text.Split('.') is [var family, var group, _, ..] ? $"{family}.{group}" : "";

    /// <summary>Returns the name of a group, or an empty string if the group has no name.</summary>
    public static string NameOf(string group) => Names.GetValueOrDefault(group, "");
}
