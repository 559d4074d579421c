using System.Text.RegularExpressions;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The head of a request or a response: its first line and its fields, in order.</summary>
/// <param name="Start">The first line.</param>
/// <param name="Fields">The fields.</param>
internal sealed partial record Head(string Start, IReadOnlyList<(string Name, string Value)> Fields)
{
    /// <summary>Parses lines; none if they are not a head (RFC 9112 §5).</summary>
    public static Head? Of(List<string> lines, Fault fault)
    {
        var fields = new List<(string Name, string Value)>();
        foreach (var line in lines.Skip(1))
        {
            if (line[0] is ' ' or '\t') return null;
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0 && fault == Fault.TakesLineWithoutColon) continue;
            if (colon < 0) return null;
            var name = fault == Fault.TakesSpaceBeforeColon ? line[..colon].TrimEnd(' ', '\t') : line[..colon];
            var value =
                fault == Fault.KeepsSpaceBehindValue ? line[(colon + 1)..].TrimStart(' ', '\t') : line[(colon + 1)..].Trim(' ', '\t');
            if (!Token().IsMatch(name) || value.Any(letter => letter is < ' ' and not '\t' or '\u007F'))
                return null;
            if (fault == Fault.NeedsSpaceBehindColon && value.Length > 0 && line[colon + 1] != ' ')
                return null;
            fields.Add((name, value));
        }

        return new Head(lines[0], fields);
    }

    /// <summary>Joins each line after the first field that begins with white space with the line before it.</summary>
    public static void Unfold(List<string> lines)
    {
        for (var at = lines.Count - 1; at > 1; at--)
        {
            if (lines[at][0] is not (' ' or '\t')) continue;
            lines[at - 1] = $"{lines[at - 1].TrimEnd(' ', '\t')} {lines[at].TrimStart(' ', '\t')}";
            lines.RemoveAt(at);
        }
    }

    /// <summary>The values of the fields of this name, in any case (RFC 9110 §5.1).</summary>
    public string[] Values(string name, Fault fault)
    {
        var comparison = fault == Fault.NeedsExactNames ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        return [.. Fields.Where(field => string.Equals(field.Name, name, comparison)).Select(field => field.Value)];
    }

    [GeneratedRegex("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", RegexOptions.None, 1000)]
    private static partial Regex Token();
}
