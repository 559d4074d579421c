using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Writes JSON that is easy to read. An object or a list is written on one line if the line is at most 110 characters long. Only invisible
/// characters, and characters that JSON requires to be escaped, are escaped.
/// </summary>
internal static class JsonLayout
{
    private const int Columns = 110;
    private const int Indent = 2;

    /// <summary>Returns a value as JSON text that ends with a line feed.</summary>
    /// <param name="value">The JSON value to write.</param>
    /// <param name="opened">The number of outermost levels at which objects and lists are never written on one line.</param>
    public static string Write(JsonNode value, int opened = 0)
    {
        var text = new StringBuilder();
        Write(text, value, depth: 0, column: 0, opened);
        return text.Append('\n').ToString();
    }

    private static void Write(StringBuilder text, JsonNode value, int depth, int column, int opened)
    {
        var line = OnOneLine(value);
        if (value is JsonValue || (depth >= opened && column + line.Length <= Columns))
        {
            text.Append(line);
            return;
        }

        var margin = new string(' ', (depth + 1) * Indent);
        var isFirst = true;
        text.Append(value is JsonObject ? '{' : '[');
        foreach (var (key, item) in Members(value))
        {
            text.Append(isFirst ? "\n" : ",\n").Append(margin).Append(key);
            Write(text, item, depth + 1, margin.Length + key.Length, opened);
            isFirst = false;
        }

        text.Append('\n').Append(' ', depth * Indent).Append(value is JsonObject ? '}' : ']');
    }

    private static string OnOneLine(JsonNode value) => value switch
    {
        JsonObject or JsonArray => string.Concat(
            value is JsonObject ? "{" : "[",
            string.Join(", ", Members(value).Select(member => member.Key + OnOneLine(member.Value))),
            value is JsonObject ? "}" : "]"
        ),
        _ => value.GetValueKind() == JsonValueKind.String ? Quoted(value.GetValue<string>()) : value.ToJsonString(),
    };

    /// <summary>
    /// Returns the values in an object or a list, each with the text that precedes the value. In an object, this text is the key and a
    /// colon. In a list, the text is empty.
    /// </summary>
    private static IEnumerable<(string Key, JsonNode Value)> Members(JsonNode value) => value is JsonObject members
        ? members.Select(member => ($"{Quoted(member.Key)}: ", member.Value!))
        : value.AsArray().Select(item => ("", item!));

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                _ when IsVisible(rune) => quoted.Append(rune.ToString()),
                _ => Escape(quoted, rune),
            };
        }

        return quoted.Append('"').ToString();
    }

    private static StringBuilder Escape(StringBuilder text, Rune rune)
    {
        foreach (var unit in rune.ToString()) text.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
        return text;
    }

    private static bool IsVisible(Rune rune) =>
        rune.Value == ' '
        || Rune.GetUnicodeCategory(rune)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.SpaceSeparator
                or UnicodeCategory.NonSpacingMark
                or UnicodeCategory.EnclosingMark
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned
            );
}
