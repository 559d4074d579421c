using System.Globalization;
using System.Xml.Linq;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The pictures of learned machines.</summary>
public sealed class MachineDrawingTests
{
    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 5)]
    [InlineData(3, 9)]
    public void A_drawing_is_one_file_whose_boxes_do_not_overlap(ulong seed, int states)
    {
        var svg = MachineDrawing.Svg(RandomMachinePeer.Machine(seed, states), null, "a <random> machine");
        var root = XDocument.Parse(svg).Root!;
        Assert.DoesNotContain("href", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("url(http", svg, StringComparison.Ordinal);
        var (width, height) = (Number(root, "width"), Number(root, "height"));
        var boxes = root.Descendants()
            .Where(element => element.Name.LocalName == "rect" && element.Attribute("class") is not null)
            .Select(element => new Box(Number(element, "x"), Number(element, "y"), Number(element, "width"), Number(element, "height")))
            .ToArray();
        Assert.True(boxes.Length > states);
        Assert.All(boxes, box => Assert.True(box.IsWithin(width, height), $"{box}"));
        for (var left = 0; left < boxes.Length; left++)
        {
            for (var right = left + 1; right < boxes.Length; right++)
            {
                Assert.False(boxes[left].Overlaps(boxes[right]), $"{boxes[left]} and {boxes[right]}");
            }
        }
    }

    [Fact]
    public void The_texts_name_each_transition()
    {
        var machine = RandomMachinePeer.Machine(4, 4);
        var (mermaid, dot) = (MachineText.Mermaid(machine, null), MachineText.Dot(machine));
        Assert.Equal(4 * machine.Inputs.Length, dot.Split('\n').Count(line => line.Contains(" / ", StringComparison.Ordinal)));
        foreach (var input in machine.Inputs) Assert.Contains(input.Name, mermaid, StringComparison.Ordinal);
        Assert.StartsWith("stateDiagram-v2\n", mermaid, StringComparison.Ordinal);
        Assert.Contains("[*] --> s0\n", mermaid, StringComparison.Ordinal);
    }

    private static double Number(XElement element, string name) =>
        double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);

    private sealed record Box(double X, double Y, double Width, double Height)
    {
        public bool IsWithin(double width, double height) => X >= 0 && Y >= 0 && X + Width <= width && Y + Height <= height;

        public bool Overlaps(Box other) =>
            X < other.X + other.Width && other.X < X + Width && Y < other.Y + other.Height && other.Y < Y + Height;
    }
}
