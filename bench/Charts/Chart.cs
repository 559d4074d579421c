namespace Pure.WebSockets.Bench;

/// <summary>The common part of all charts: the title, the legend, the left axis and the drawing area.</summary>
internal abstract class Chart(string title, string unit)
{
    private const int Width = 920;
    private const int Height = 420;
    private const int LegendTop = 44;
    private const int Swatch = 11;
    private const double LetterWidth = 6.6;
    private const string Grid = "#dddddd";

    // Colours that people with any kind of colour vision can distinguish (Okabe and Ito).
    private static readonly string[] Colours = ["#7f7f7f", "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9"];

    protected const string Ink = "#222222";

    protected static double Left => 74;

    protected static double Right => Width - 20;

    protected static double Top => 74;

    protected static double Bottom => Height - 62;

    /// <summary>Draws the frame of the chart.</summary>
    /// <param name="values">The left axis.</param>
    /// <param name="series">The names in the legend, in the order of their colours.</param>
    protected Svg Frame(Axis values, IReadOnlyList<string> series)
    {
        var svg = new Svg(Width, Height)
            .Text(Left, 24, title, "start", size: 15, bold: true)
            .Text(18, (Top + Bottom) / 2, unit, upright: true);
        var x = Left;
        for (var index = 0; index < series.Count; index++)
        {
            svg.Rectangle(x, LegendTop, Swatch, Swatch, Colour(index)).Text(x + Swatch + 5, LegendTop + Swatch - 1, series[index], "start");
            x += Swatch + 22 + (series[index].Length * LetterWidth);
        }

        foreach (var mark in values.Marks)
        {
            var y = Y(values, mark);
            svg.Line(Left, y, Right, y, Grid).Text(Left - 8, y + 4, Figure.Of(mark), "end");
        }

        return svg.Line(Left, Bottom, Right, Bottom, Ink);
    }

    protected static double Y(Axis values, double value) => Bottom - (values.Part(value) * (Bottom - Top));

    protected static string Colour(int series) => Colours[series % Colours.Length];
}
