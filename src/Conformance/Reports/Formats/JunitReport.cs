using System.Globalization;
using System.Text;
using System.Xml;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Writes the results as JUnit XML for CI systems. The file has a test suite for each agent and family, and a test for each agent and case.
/// An unimplemented case that did not fail is written as a skipped test.
/// </summary>
internal static class JunitReport
{
    private static readonly XmlWriterSettings Style = new()
    {
        Indent = true,
        NewLineChars = "\n",
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
    };

    /// <summary>Returns the content of the file.</summary>
    /// <param name="entries">The results.</param>
    /// <param name="cases">The cases, which provide the descriptions and rules.</param>
    /// <param name="scope">The numbers of cases that apply to the peer, or None if the peer echoes messages and all cases apply.</param>
    public static string Write(Seq<IndexEntry> entries, Seq<Case> cases, Option<ProfileScope> scope = default)
    {
        var known = ReportText.ById(cases);
        using var memory = new MemoryStream();
        using (var writer = XmlWriter.Create(memory, Style))
        {
            writer.WriteStartElement("testsuites");
            writer.WriteAttributeString("name", "WebSocket conformance");
            WriteCounts(writer, [.. entries]);
            foreach (var agent in ReportText.ByAgent(entries))
                foreach (var family in agent.GroupBy(entry => entry.Id.Family, StringComparer.Ordinal))
                    WriteSuite(writer, agent.Key, family.Key, [.. family], known, scope);
            writer.WriteEndElement();
        }

        return Encoding.UTF8.GetString(memory.ToArray()) + "\n";
    }

    private static void WriteSuite(
        XmlWriter writer,
        string agent,
        string family,
        IndexEntry[] entries,
        Dictionary<CaseId, Case> known,
        Option<ProfileScope> scope
    )
    {
        writer.WriteStartElement("testsuite");
        Attribute(writer, "name", $"{agent}: {ReportText.FamilyTitle(family)}");
        WriteCounts(writer, entries);
        entries.Select(entry => entry.Started).Somes().OrderBy(time => time).Take(1).Iter(time =>
            Attribute(writer, "timestamp", time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)));
        scope.IfSome(some => WriteProperties(writer, some));
        foreach (var entry in entries)
        {
            writer.WriteStartElement("testcase");
            Attribute(writer, "classname", $"{agent}.{ReportText.FamilyTitle(family)}");
            Attribute(writer, "name", entry.Id.Text);
            Attribute(writer, "time", Seconds(entry.Milliseconds));
            if (entry.IsFailure) WriteFailure(writer, entry, known);
            else if (entry.Behavior == Verdict.Unimplemented) WriteSkipped(writer, entry);
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    private static void WriteProperties(XmlWriter writer, ProfileScope scope)
    {
        writer.WriteStartElement("properties");
        foreach (var line in ScopeText.Lines(scope))
        {
            writer.WriteStartElement("property");
            Attribute(writer, "name", "profile");
            Attribute(writer, "value", line);
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    private static void WriteCounts(XmlWriter writer, IndexEntry[] entries)
    {
        var tally = Tally.Of(entries);
        Attribute(writer, "tests", $"{tally.Cases}");
        Attribute(writer, "failures", $"{tally.Failed}");
        Attribute(writer, "errors", "0");
        Attribute(writer, "skipped", $"{tally.Unimplemented}");
        Attribute(writer, "time", Seconds(entries.Sum(entry => (long)entry.Milliseconds)));
    }

    private static void WriteFailure(XmlWriter writer, IndexEntry entry, Dictionary<CaseId, Case> known)
    {
        writer.WriteStartElement("failure");
        Attribute(writer, "message", ReportText.Sentence(entry));
        Attribute(writer, "type", ReportText.Verdicts(entry));
        writer.WriteString(
            PrintableText.Xml(
                $"sent:     {ReportText.Of(known, entry, found => found.Description)}\nexpected: "
                    + $"{ReportText.Of(known, entry, found => found.Expected)}\nrule:     "
                    + $"{ReportText.Of(known, entry, found => found.Rule)}\nseen:     {ReportText.Sentence(entry)}\n"
            )
        );
        writer.WriteEndElement();
    }

    private static void WriteSkipped(XmlWriter writer, IndexEntry entry)
    {
        writer.WriteStartElement("skipped");
        Attribute(writer, "message", ReportText.Sentence(entry));
        writer.WriteEndElement();
    }

    private static void Attribute(XmlWriter writer, string name, string value) =>
        writer.WriteAttributeString(name, PrintableText.Xml(value));

    private static string Seconds(long milliseconds) => (milliseconds / 1000.0).ToString("0.000", CultureInfo.InvariantCulture);
}
