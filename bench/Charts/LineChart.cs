namespace Pure.WebSockets.Bench;

/// <summary>Curves on two logarithmic axes.</summary>
/// <param name="title">The title.</param>
/// <param name="unit">The unit of the values.</param>
internal sealed class LineChart(string title, string unit) : Chart(title, unit)
{
    // The first and the last point have a distance from the edges.
    private const double Inset = 30;

    /// <summary>Draws the chart.</summary>
    /// <param name="points">The values. Series are in the order of their first values.</param>
    /// <param name="across">The title of the horizontal axis.</param>
    /// <param name="nameOf">Formats a value of the horizontal axis.</param>
    public string Draw(IReadOnlyList<Point> points, string across, Func<double, string> nameOf)
    {
        string[] series = [.. points.Select(point => point.Series).Distinct()];
        var (wide, values) = (Axis.Of(points.Select(point => point.At)), Axis.Decades(points.Select(point => point.Value)));
        var svg = Frame(values, series);
        foreach (var mark in wide.Marks) svg.Line(X(mark), Bottom, X(mark), Bottom + 5, Ink).Text(X(mark), Bottom + 20, nameOf(mark));
        svg.Text((Left + Right) / 2, Bottom + 44, across);
        for (var which = 0; which < series.Length; which++)
            svg.Curve(
                points
                    .Where(point => point.Series == series[which])
                    .OrderBy(point => point.At)
                    .Select(point => (X(point.At), Y(values, point.Value))),
                Colour(which)
            );
        return svg.ToString();

        double X(double at) => Left + Inset + (wide.Part(at) * (Right - Left - (2 * Inset)));
    }
}

/// <summary>One point of a curve.</summary>
/// <param name="Series">The series.</param>
/// <param name="At">The horizontal value.</param>
/// <param name="Value">The vertical value.</param>
internal sealed record Point(string Series, double At, double Value);
