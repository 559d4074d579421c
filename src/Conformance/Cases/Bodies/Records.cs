using System.Globalization;
using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Records of named values that look like the output of a program. Most values are default values, so the text is very repetitive.
/// </summary>
internal static class Records
{
    private static readonly string[] Names = ["id", "code", "kind", "state", "owner", "place", "street", "height", "width", "weight"];

    /// <summary>
    /// Generates JSON text that consists of ASCII characters and is cut off at the given length. The result is therefore not complete JSON.
    /// </summary>
    public static string WriteJson(int length, uint seed)
    {
        var unusual = new RatioBySegment(80, 240, 380, 380);
        var numbers = new SeededRandom(seed);
        var text = new StringBuilder("[\n", length + 1024);
        for (var id = 1000; text.Length < length; id++)
        {
            var share = unusual.At(text.Length);
            text.Append("  {\n");
            for (var field = 0; field < Names.Length; field++)
                text.Append("        \"")
                    .Append(Names[field])
                    .Append("\": ")
                    .Append(Value(numbers, field, id, share, 500, "\""))
                    .Append(field == Names.Length - 1 ? "\n" : ",\n");
            text.Append("  },\n");
        }

        return text.ToString(0, length);
    }

    /// <summary>
    /// Generates HTML text with the given number of code points. The text consists of a paragraph of prose and a table of records, and is
    /// cut off at the given length. In UTF-8, the first non-ASCII code point has three bytes. Each further non-ASCII code point has two
    /// bytes.
    /// </summary>
    public static string WriteHtml(int length, int beyondAscii, uint seed)
    {
        const int Fields = 8;
        var numbers = new SeededRandom(seed);
        var text = new StringBuilder(
            "<!DOCTYPE html>\n<html>\n<head><meta charset=\"utf-8\"><title>Records</title></head>\n<body>\n<p>",
            length + 1024
        );
        text.Append(Prose.Write(2800, seed)).Append("</p>\n<table>\n");
        var marks = 0;
        for (var id = 1000; text.Length < length; id++)
        {
            text.Append("<tr>\n");
            for (var field = 0; field < Fields; field++)
            {
                var value = Value(numbers, field, id, 400, 1000, "");
                if (field > 0 && marks < beyondAscii && text.Length > (marks + 1) * (length / (beyondAscii + 1)))
                {
                    value = (marks == 0 ? "\u20ac" : "\u00e9") + value;
                    marks++;
                }

                text.Append("<td class=\"").Append(Names[field]).Append("\"><span>").Append(value).Append("</span></td>\n");
            }

            text.Append("</tr>\n");
        }

        return text.ToString(0, length);
    }

    private static string Value(SeededRandom numbers, int field, int id, int unusual, int digits, string quote) =>
        field == 0 ? id.ToString(CultureInfo.InvariantCulture)
        : !numbers.Happens(unusual) ? $"{quote}{Names[field]} of the usual kind{quote}"
        : numbers.Happens(digits) ? numbers.Below(10_000).ToString(CultureInfo.InvariantCulture)
        : $"{quote}{Names[numbers.Below(Names.Length)]} of the other kind{quote}";
}
