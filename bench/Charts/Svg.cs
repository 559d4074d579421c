using System.Globalization;
using System.Security;
using System.Text;

namespace Pure.WebSockets.Bench;

/// <summary>
/// An SVG picture of lines, rectangles and text. Coordinates are in pixels from the upper left corner. The background is white, so that the
/// picture is readable on dark pages too.
/// </summary>
internal sealed class Svg(int width, int height)
{
    private readonly StringBuilder body = new();

    public Svg Rectangle(double x, double y, double wide, double high, string fill, string? title = null) =>
        Add(
            $"<rect x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{wide:0.#}\" height=\"{high:0.#}\" "
                + $"fill=\"{fill}\"{(title is null ? "/>" : $"><title>{Escaped(title)}</title></rect>")}"
        );

    public Svg Line(double x, double y, double toX, double toY, string stroke, bool dashed = false) =>
        Add(
            $"<line x1=\"{x:0.#}\" y1=\"{y:0.#}\" x2=\"{toX:0.#}\" y2=\"{toY:0.#}\" "
                + $"stroke=\"{stroke}\"{(dashed ? " stroke-dasharray=\"5 4\"" : "")}/>"
        );

    public Svg Curve(IEnumerable<(double X, double Y)> points, string stroke)
    {
        var all = points.ToArray();
        Add(
            $"<polyline points=\""
                + string.Join(' ', all.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X:0.#},{point.Y:0.#}")))
                + $"\" fill=\"none\" stroke=\"{stroke}\" stroke-width=\"2\"/>"
        );
        foreach (var (x, y) in all)
            Add($"<circle cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"3\" fill=\"{stroke}\"/>");
        return this;
    }

    /// <param name="x">The position of its anchor.</param>
    /// <param name="y">The position of its base line.</param>
    /// <param name="text">The text.</param>
    /// <param name="anchor">start, middle or end.</param>
    /// <param name="size">Its height.</param>
    /// <param name="upright">Whether it runs upwards.</param>
    /// <param name="bold">Whether it is bold.</param>
    /// <param name="clear">Whether it has a white outline that hides the background.</param>
    public Svg Text(
        double x,
        double y,
        string text,
        string anchor = "middle",
        int size = 11,
        bool upright = false,
        bool bold = false,
        bool clear = false
    )
    {
        var turned = upright ? string.Create(CultureInfo.InvariantCulture, $" transform=\"rotate(-90 {x:0.#} {y:0.#})\"") : "";
        return Add(
            $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\" font-size=\"{size}\"{(bold ? " font-weight=\"bold\"" : "")}"
                    + $"{(clear ? " paint-order=\"stroke\" stroke=\"white\" stroke-width=\"3\"" : "")}{turned}>{Escaped(text)}</text>"
        );
    }

    public override string ToString() =>
        $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"
              font-family="sans-serif" fill="#222">
            <rect width="{width}" height="{height}" fill="white"/>
            {body}</svg>

        """;

    private static string Escaped(string text) => SecurityElement.Escape(text);

    private Svg Add(string element)
    {
        body.AppendLine(element);
        return this;
    }
}
