namespace Pure.WebSockets.Bench;

/// <summary>Bars in groups, one for each series. A missing value has no bar.</summary>
/// <param name="title">The title.</param>
/// <param name="unit">The unit of the values.</param>
internal sealed class BarChart(string title, string unit) : Chart(title, unit)
{
    private const double Between = 0.22;
    private const double WidestBar = 60;
    private const int LineHeight = 15;

    /// <summary>Draws the chart.</summary>
    /// <param name="bars">The values. Series and groups are in the order of their first values.</param>
    /// <param name="reference">A reference value, drawn as a dashed line.</param>
    /// <param name="most">The height at which bars end, so that a few high bars do not compress the others. The label of such a bar is its
    /// value.</param>
    public string Draw(IReadOnlyList<Bar> bars, double? reference = null, double most = double.PositiveInfinity)
    {
        string[] groups = [.. bars.Select(bar => bar.Group).Distinct()];
        string[] series = [.. bars.Select(bar => bar.Series).Distinct()];
        var values = Axis.Linear(bars.Select(bar => Math.Min(most, bar.Value)).Append(reference ?? 0));
        var svg = Frame(values, series);
        if (reference is { } level) svg.Line(Left, Y(values, level), Right, Y(values, level), Ink, dashed: true);
        var room = (Right - Left) / groups.Length;
        var wide = Math.Min(WidestBar, room * (1 - Between) / series.Length);
        for (var group = 0; group < groups.Length; group++)
        {
            var centre = Left + ((group + 0.5) * room);
            var line = 0;
            foreach (var words in groups[group].Split('\n')) svg.Text(centre, Bottom + 18 + (LineHeight * line++), words);
            for (var which = 0; which < series.Length; which++)
            {
                if (bars.FirstOrDefault(bar => bar.Group == groups[group] && bar.Series == series[which]) is not { } bar) continue;
                var (x, y) = (centre + ((which - (series.Length / 2.0)) * wide), Y(values, Math.Clamp(bar.Value, 0, most)));
                svg.Rectangle(x, y, wide - 1, Bottom - y, Colour(which), $"{bar.Series}: {Figure.Of(bar.Value)}")
                    .Text(
                        x + (wide / 2),
                        y - 4,
                        bar.Value > most ? $"↑ {Figure.Short(bar.Value)}" : Figure.Short(bar.Value),
                        size: 9,
                        clear: true
                    );
            }
        }

        return svg.ToString();
    }
}

/// <summary>One bar.</summary>
/// <param name="Group">The label of its group; a line feed starts a new line.</param>
/// <param name="Series">The series.</param>
/// <param name="Value">The value.</param>
internal sealed record Bar(string Group, string Series, double Value);
