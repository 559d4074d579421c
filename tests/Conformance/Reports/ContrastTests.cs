using System.Globalization;
using System.Text.RegularExpressions;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// The pages are readable: each text colour has a contrast of at least 4.5 to 1 with each background in the style sheets, in both schemes
/// (WCAG 2.2 §1.4.3).
/// </summary>
public sealed partial class ContrastTests
{
    private const double Least = 4.5;

    // The explanation of a byte swaps the colours of the page.
    private static readonly string[] NoGrounds = ["line", "text"];

    private static readonly string Reports = PageAssets.Read("theme.css") + PageAssets.Read("case.css") + PageAssets.Read("index.css");

    private enum Scheme
    {
        Light,
        Dark,
    }

    [Fact]
    public void All_text_of_the_reports_stands_out_from_all_grounds()
    {
        var grounds = Names(GroundOf(), Reports).Except(NoGrounds).ToArray();
        var texts = Names(TextOf(), Reports).ToArray();
        Assert.Contains("bad-soft", grounds);
        Assert.Contains("quiet", texts);
        Assert.Empty(
            from scheme in Enum.GetValues<Scheme>()
            from text in texts.Except(["page"])
            from ground in grounds
            let ratio = Ratio(ColourOf(text, scheme), ColourOf(ground, scheme))
            where ratio < Least
            select string.Create(CultureInfo.InvariantCulture, $"{text} on {ground}, {scheme}: {ratio:0.00}")
        );
        Assert.All(
            Enum.GetValues<Scheme>(),
            scheme => Assert.InRange(Ratio(ColourOf("page", scheme), ColourOf("text", scheme)), Least, 21)
        );
    }

    [Fact]
    public void No_text_of_the_reports_is_made_fainter()
    {
        Assert.Equal(
            [".bar :is([data-v=ok],[data-v=unimplemented])"],
            Faded().Matches(Reports).Select(rule => rule.Groups["rule"].Value.Trim())
        );
        // An unnamed colour would not be checked above.
        Assert.DoesNotMatch("[;{](color|fill):(#|light-dark|rgb)", Reports);
    }

    [Fact]
    public void All_text_of_the_page_that_runs_the_suite_stands_out_from_its_grounds()
    {
        var style = PageAssets.Read("page.css");
        var schemes = PageColours()
            .Matches(style)
            .Select(rule =>
                Variables()
                    .Matches(rule.Value)
                    .ToDictionary(one => one.Groups["name"].Value, one => one.Groups["value"].Value, StringComparer.Ordinal)
            )
            .ToArray();
        Assert.Equal(2, schemes.Length);
        var texts = TextOf().Matches(style).Select(found => found.Groups["name"].Value).Distinct().Except(["on-accent"]).ToArray();
        Assert.Contains("failed", texts);
        Assert.Empty(from scheme in schemes
                     from text in texts.Append("on-accent")
                     from ground in text == "on-accent" ? ["accent"] : new[] { "ground", "card" }
                     let ratio = Ratio(scheme[text], scheme[ground])
                     where ratio < Least
                     select string.Create(CultureInfo.InvariantCulture, $"{text} on {ground}: {ratio:0.00}"));
    }

    [Theory]
    [InlineData("#000", "#fff", 21)]
    [InlineData("#a5a49f", "#fcfbf9", 2.41)]
    [InlineData("#777777", "#ffffff", 4.48)]
    public void A_ratio_is_that_of_the_formula(string one, string other, double ratio) => Assert.Equal(ratio, Ratio(one, other), 0.01);

    private static IEnumerable<string> Names(Regex uses, string style) =>
        uses.Matches(style).Select(found => found.Groups["name"].Value).Distinct(StringComparer.Ordinal);

    private static string ColourOf(string name, Scheme scheme) =>
        Variables().Matches(Reports).Where(one => one.Groups["name"].Value == name).Select(one => one.Groups["value"].Value).First() switch
        {
            var pair when pair.StartsWith("light-dark(", StringComparison.Ordinal) => pair["light-dark(".Length..^1].Split(',')[
                (int)scheme
            ],
            var same => same,
        };

    private static double Ratio(string one, string other)
    {
        var (first, second) = (Luminance(one), Luminance(other));
        return (Math.Max(first, second) + 0.05) / (Math.Min(first, second) + 0.05);
    }

    private static double Luminance(string colour)
    {
        var digits = colour.Length == 4 ? string.Concat(colour[1..].Select(digit => new string(digit, 2))) : colour[1..];
        double[] parts =
        [
            .. Convert
                .FromHexString(digits)
                .Select(octet => octet / 255.0)
                .Select(part => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4)),
        ];
        return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
    }

    [GeneratedRegex(@"--(?<name>[\w-]+):\s*(?<value>light-dark\([^)]*\)|#[0-9a-f]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variables();

    [GeneratedRegex(@"background:\s*var\(--(?<name>[\w-]+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex GroundOf();

    [GeneratedRegex(
        @"(?<![\w-])(color|(text|tspan|\.at|\.gap|\.end|svg)[^{}]*\{[^}]*fill):\s*var\(--(?<name>[\w-]+)\)",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex TextOf();

    [GeneratedRegex(@"(?<rule>[^{}]+)\{[^{}]*opacity:(?!1[;}])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Faded();

    [GeneratedRegex(@":root\s*\{[^}]*\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PageColours();
}
