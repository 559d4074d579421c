using System.Globalization;
using System.Text;
using System.Xml;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Draws a badge for a README. The badge shows the number of cases that passed and the total number of cases. Non-strict and
/// informational cases count as passed. The badge is green if all cases passed, and red if a case failed. The badge is yellow if no
/// case failed but some cases are unimplemented, and grey if no case ran.
/// </summary>
internal static class Badge
{
    private const string Label = "WebSocket conformance";
    private const int Height = 20;
    private const int Margin = 6;
    private static readonly XmlWriterSettings Style = new()
    {
        OmitXmlDeclaration = true,
        Indent = true,
        NewLineChars = "\n",
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
    };

    /// <summary>
    /// Returns the badge as SVG for the given agent. If no agent is given, the badge shows the agent with the most failures. If several
    /// agents have the same number of failures, the badge shows the agent with the most unimplemented cases.
    /// </summary>
    /// <param name="entries">The results.</param>
    /// <param name="agent">The name of the agent, or None if no agent is given.</param>
    /// <param name="scope">
    /// The numbers of cases that apply to the peer, or None if the peer echoes messages and all cases apply. The title of the badge
    /// contains these numbers.
    /// </param>
    public static string Write(Seq<IndexEntry> entries, Option<string> agent = default, Option<ProfileScope> scope = default)
    {
        var shown = ReportText.ByAgent(entries.Filter(entry => agent.ForAll(name => name == entry.Agent)))
            .Select(group => (Agent: group.Key, Tally: Tally.Of(group)))
            .OrderByDescending(one => one.Tally.Failed).ThenByDescending(one => one.Tally.Unimplemented)
            .FirstOrDefault(("", default));
        var message = shown.Tally.Cases == 0 ? "no case ran" : $"{shown.Tally.Passed}/{shown.Tally.Cases}";
        var title = shown.Agent.Length == 0 ? $"{Label}: {message}" : $"{Label} of {shown.Agent}: {message}";
        return Draw(message, Colour(shown.Tally), title + scope.Map(some => $". {some}").IfNone(""));
    }

    private static string Colour(Tally tally) => tally switch
    {
        { Cases: 0 } => "#6a6a6a",
        { Failed: > 0 } => "#c5221f",
        { Unimplemented: > 0 } => "#8a6d00",
        _ => "#1a7f37",
    };

    private static string Draw(string message, string colour, string title)
    {
        var (left, right) = (TextWidth(Label) + (2 * Margin), TextWidth(message) + (2 * Margin));
        using var memory = new MemoryStream();
        using (var writer = XmlWriter.Create(memory, Style))
        {
            Start(
                writer,
                "svg",
                ("width", left + right),
                ("height", Height),
                ("viewBox", $"0 0 {left + right} {Height}"),
                ("role", "img"),
                ("aria-label", PrintableText.Xml(PrintableText.OneLine(title)))
            );
            writer.WriteElementString("title", Namespace, PrintableText.Xml(PrintableText.OneLine(title)));
            Rectangle(writer, 0, left, "#444");
            Rectangle(writer, left, right, colour);
            Start(
                writer,
                "g",
                ("fill", "#fff"),
                ("font-family", "Verdana,DejaVu Sans,Geneva,sans-serif"),
                ("font-size", 11),
                ("text-anchor", "middle")
            );
            Text(writer, left / 2.0, left - (2 * Margin), Label);
            Text(writer, left + (right / 2.0), right - (2 * Margin), message);
            writer.WriteEndElement();
            writer.WriteEndElement();
        }

        return Encoding.UTF8.GetString(memory.ToArray()) + "\n";
    }

    private const string Namespace = "http://www.w3.org/2000/svg";

    private static void Rectangle(XmlWriter writer, int x, int width, string colour)
    {
        Start(writer, "rect", ("x", x), ("width", width), ("height", Height), ("fill", colour));
        writer.WriteEndElement();
    }

    private static void Text(XmlWriter writer, double x, int width, string text)
    {
        Start(writer, "text", ("x", x), ("y", 14), ("textLength", width));
        writer.WriteString(text);
        writer.WriteEndElement();
    }

    private static void Start(XmlWriter writer, string name, params (string Name, object Value)[] attributes)
    {
        writer.WriteStartElement(name, Namespace);
        foreach (var (attribute, value) in attributes)
            writer.WriteAttributeString(attribute, string.Create(CultureInfo.InvariantCulture, $"{value}"));
    }

    /// <summary>
    /// Returns the approximate width of the text in pixels. The textLength attribute makes browsers stretch or shrink the text to this
    /// width in every font.
    /// </summary>
    private static int TextWidth(string text) => (int)Math.Ceiling(text.Sum(letter => letter switch
    {
        ' ' or 'i' or 'l' or '/' or 't' or 'f' or 'r' => 4.2,
        'm' or 'W' or 'w' => 10,
        _ => 7,
    }));
}
