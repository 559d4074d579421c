using System.Globalization;
using System.Net;
using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Draws a learned state machine as a self-contained SVG file. Each state is a box, and the boxes are placed one below another. The box
/// of a state lists the transitions from the state to itself. Arrows to a lower box are on the right, and arrows to a higher box are on
/// the left. Each arrow is in a vertical lane that is wide enough for the label of the arrow.
/// </summary>
internal static class MachineDrawing
{
    private const int LineHeight = 16;
    private const int Padding = 10;
    private const int BoxWidth = 330;
    private const int LaneWidth = 270;
    private const int Gap = 34;
    private const int Margin = 20;
    private const int PortStep = 14;
    private const int LongestBoxLine = 46;
    private const int LongestLabelLine = 37;
    private const int LongestNameLine = 40;
    private const int TitleHeight = 34;

    private const string Style =
        "text{font:13px sans-serif;fill:#1b2733}.title{font-weight:bold;font-size:15px}.name{font-weight:bold}"
            + ".box{fill:#eef4fb;stroke:#3b6ea5;stroke-width:1.5}.over{fill:#f1f1f1;stroke:#888}.label{fill:#fff;stroke:#c3ccd6}"
            + ".arrow{fill:none;stroke:#5b6b7b;stroke-width:1.3}.must{fill:#b00020;font-weight:bold}.should{fill:#9a6700}";

    /// <summary>Returns the drawing.</summary>
    /// <param name="machine">The state machine to draw.</param>
    /// <param name="comparison">
    /// The comparison of the state machine with the model, or null if there is no comparison. Transitions with a difference from the
    /// RFCs are marked in the drawing.
    /// </param>
    /// <param name="title">The name of the peer, which is the title of the drawing.</param>
    public static string Svg(MealyMachine machine, ModelComparison? comparison, string title)
    {
        var arrows = MachineArrow.Of(machine, comparison);
        var boxes = Enumerable
            .Range(0, machine.States.Length)
            .Select(state => new Box(state, Names(state), Labels(Loops(state), LongestBoxLine)))
            .ToArray();
        var lanes = arrows
            .Where(arrow => arrow.From != arrow.To)
            .Select(arrow => new Lane(arrow, Labels([arrow], LongestLabelLine)))
            .ToArray();
        Place(boxes, lanes);
        var (down, up) = (Lanes(lanes.Where(lane => lane.IsDown)), Lanes(lanes.Where(lane => !lane.IsDown)));
        var left = Margin + (up * LaneWidth);
        var width = left + BoxWidth + (down * LaneWidth) + Margin;
        var height = boxes[^1].Y + boxes[^1].Height + Margin;
        var svg = new StringBuilder(
            FormattableString.Invariant(
                $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" "
            ) + "role=\"img\">"
        );
        svg.Append($"\n<title>{Safe(title)}</title>\n<style>{Style}</style>\n<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" ");
        svg.Append("refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\">");
        svg.Append("<path d=\"M0 0 8 4 0 8z\" fill=\"#5b6b7b\"/></marker></defs>\n");
        svg.Append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        Text(svg, Margin, Margin + 4, "title", title);
        foreach (var lane in lanes) Draw(svg, lane, left);
        foreach (var lane in lanes) DrawLabel(svg, lane, left);
        foreach (var box in boxes) Draw(svg, box, left, machine.IsOver(box.State));
        return svg.Append("</svg>\n").ToString();

        IEnumerable<MachineArrow> Loops(int state) => arrows.Where(arrow => arrow.From == state && arrow.To == state);

        List<string> Names(int state) => Wrapped(MachineText.Name(state, comparison), LongestNameLine);
    }

    /// <summary>
    /// Places the boxes one below another. Each box is high enough for the ends of its arrows. The boxes are far enough apart for the
    /// labels of the arrows.
    /// </summary>
    private static void Place(Box[] boxes, Lane[] lanes)
    {
        var y = Margin + TitleHeight;
        foreach (var box in boxes)
        {
            var (right, left) = (Ports(box, lanes, isRight: true), Ports(box, lanes, isRight: false));
            box.Y = y;
            box.Height = Math.Max(
                Padding + ((box.Names.Count + box.Lines.Count) * LineHeight) + Padding,
                Padding + (Math.Max(right.Count, left.Count) * PortStep) + Padding
            );
            foreach (var ports in (IReadOnlyList<Lane>[])[right, left])
            {
                for (var at = 0; at < ports.Count; at++)
                {
                    var port = y + Padding + (PortStep / 2) + (at * PortStep);
                    if (ports[at].Arrow.From == box.State) ports[at].Start = port;
                    else ports[at].End = port;
                }
            }

            y += box.Height + Gap;
            // Leave enough space for the labels of the arrows whose lower end is at the next box.
            foreach (var lane in lanes.Where(lane => Math.Max(lane.Arrow.From, lane.Arrow.To) == box.State + 1))
                y = Math.Max(y, (lane.IsDown ? lane.Start : lane.End) + lane.Height + Gap);
        }
    }

    /// <summary>
    /// Returns the arrows that start or end at one side of a box, in the order from top to bottom. Arrows to or from higher boxes are
    /// first.
    /// </summary>
    private static List<Lane> Ports(Box box, Lane[] lanes, bool isRight) =>
    [
        .. lanes
            .Where(lane => lane.IsDown == isRight && (lane.Arrow.From == box.State || lane.Arrow.To == box.State))
            .OrderBy(lane => lane.Arrow.From == box.State ? lane.Arrow.To : lane.Arrow.From),
    ];

    /// <summary>Assigns each arrow to a lane in which it does not overlap another arrow. Returns the number of lanes.</summary>
    private static int Lanes(IEnumerable<Lane> lanes)
    {
        var taken = new List<List<(int Top, int Bottom)>>();
        foreach (var lane in lanes.OrderBy(lane => lane.Bottom - lane.Top).ThenBy(lane => lane.Top))
        {
            var number = taken.FindIndex(others => others.All(other => lane.Bottom + Gap < other.Top || other.Bottom + Gap < lane.Top));
            if (number < 0)
            {
                number = taken.Count;
                taken.Add([]);
            }

            taken[number].Add((lane.Top, lane.Bottom));
            lane.Number = number;
        }

        return taken.Count;
    }

    private static void Draw(StringBuilder svg, Box box, int left, bool isOver)
    {
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<rect class=\"box{(isOver ? " over" : "")}\" x=\"{left}\" y=\"{box.Y}\" "
        );
        svg.Append(
            CultureInfo.InvariantCulture,
            $"width=\"{BoxWidth}\" height=\"{box.Height}\" rx=\"9\"/>\n"
        );
        var y = box.Y + Padding - 4;
        foreach (var name in box.Names) Text(svg, left + Padding, y += LineHeight, "name", name);
        foreach (var (line, demand) in box.Lines) Text(svg, left + Padding, y += LineHeight, Class(demand), line);
    }

    private static void Draw(StringBuilder svg, Lane lane, int left)
    {
        var (edge, x) = (lane.IsDown ? left + BoxWidth : left, Middle(lane, left));
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<path class=\"arrow\" marker-end=\"url(#tip)\" d=\"M{edge} {lane.Start}H{x}V{lane.End}H{edge}\"/>\n"
        );
    }

    private static void DrawLabel(StringBuilder svg, Lane lane, int left)
    {
        var x = Middle(lane, left) - (LaneWidth / 2) + (Padding / 2);
        var y = ((lane.Top + lane.Bottom) / 2) - (lane.Height / 2);
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<rect class=\"label\" x=\"{x}\" y=\"{y}\" width=\"{LaneWidth - Padding}\" height=\"{lane.Height}\" rx=\"4\"/>\n"
        );
        y += Padding / 2;
        foreach (var (line, demand) in lane.Lines) Text(svg, x + (Padding / 2), (y += LineHeight) - 4, Class(demand), line);
    }

    private static int Middle(Lane lane, int left) =>
        lane.IsDown ? left + BoxWidth + (lane.Number * LaneWidth) + (LaneWidth / 2) : left - (lane.Number * LaneWidth) - (LaneWidth / 2);

    private static void Text(StringBuilder svg, int x, int y, string style, string text) =>
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"{style}\" x=\"{x}\" y=\"{y}\">{Safe(text)}</text>\n");

    private static string Class(Demand demand) => demand switch { Demand.Must => "must", Demand.Should => "should", _ => "line" };

    private static string Safe(string text) => WebUtility.HtmlEncode(text);

    /// <summary>Returns the labels of the given arrows, wrapped into lines of at most the given length.</summary>
    private static List<(string Line, Demand Demand)> Labels(IEnumerable<MachineArrow> arrows, int longest) =>
    [
        .. from arrow in arrows
        from label in arrow.Labels
        from line in Wrapped($"{label.Inputs} / {label.Answer}{label.Mark}", longest)
        select (line, label.Demand),
    ];

    /// <summary>
    /// Wraps a text at spaces into lines of at most the given length. The second line and all later lines are indented. Words are not
    /// split, so a line that begins with a long word can exceed the length.
    /// </summary>
    private static List<string> Wrapped(string text, int longest)
    {
        var (lines, line) = (new List<string>(), "");
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > longest)
            {
                lines.Add(line);
                line = "\u00A0\u00A0" + word;
            }
            else line = line.Length == 0 ? word : $"{line} {word}";
        }

        lines.Add(line);
        return lines;
    }

    private sealed record Box(int State, List<string> Names, List<(string Line, Demand Demand)> Lines)
    {
        public int Y { get; set; }

        public int Height { get; set; }
    }

    private sealed record Lane(MachineArrow Arrow, List<(string Line, Demand Demand)> Lines)
    {
        public bool IsDown => Arrow.From < Arrow.To;

        public int Height => (Lines.Count * LineHeight) + Padding;

        public int Number { get; set; }

        public int Start { get; set; }

        public int End { get; set; }

        public int Top => Math.Min(Start, End);

        public int Bottom => Math.Max(Start, End);
    }
}
