using System.Text.RegularExpressions;

namespace Pure.WebSockets.Conformance;

/// <summary>A page with places to fill: <c>{{name}}</c>.</summary>
internal static partial class Template
{
    /// <summary>The page with every place filled, in one pass: what fills a place is never looked at for places.</summary>
    public static string Fill(string template, IReadOnlyDictionary<string, string> places) =>
        Place().Replace(template, place => places[place.Groups["name"].Value]);

    [GeneratedRegex(@"\{\{(?<name>[a-z]+)\}\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Place();
}
