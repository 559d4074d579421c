namespace Pure.WebSockets.Bench;

/// <summary>Curves on two logarithmic axes.</summary>
/// <param name="title">What is shown.</param>
/// <param name="unit">What the values are.</param>
internal sealed class LineChart(string title, string unit) : Chart(title, unit)
{
    // The first and the last point keep clear of the edges.
    private const double Inset = 30;

    /// <summary>The picture.</summary>
    /// <param name="points">The values; the first of a series settles the order of all.</param>
    /// <param name="across">What goes from left to right.</param>
    /// <param name="nameOf">A value of that, for people.</param>
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
/// <param name="Series">Whose it is.</param>
/// <param name="At">Where, from left to right.</param>
/// <param name="Value">How high.</param>
internal sealed record Point(string Series, double At, double Value);
