using System.Text.Json;
using System.Xml.Linq;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Every format says how many of the cases apply to a peer that does not echo, and why the others do not.</summary>
public sealed class ScopeReportTests
{
    private const string Why = "no echo & <no> reason";

    private static readonly ProfileScope Scope = new(
        "silent",
        10,
        6,
        Seq.create(new ReducedCases(Why, Seq.create(new CaseId("1.1.1"), new CaseId("1.1.2"), new CaseId("5.3")))),
        Seq.create(new ReducedCases("only recorded", Seq.create(new CaseId("7.1.6"))))
    );

    private static readonly Seq<IndexEntry> Sample = Entries.Many(Entries.Of("a", "2.1"), Entries.Of("a", "2.2", Verdict.Failed));

    private static readonly string[] Lines =
    [
        "Profile silent: 6 of 10 cases apply, 3 in part, 1 not.",
        $"Applicable in part, 3 (2 of family 1, 1 of family 5): {Why}.",
        "Not applicable, 1 (1 of family 7): only recorded.",
    ];

    [Fact]
    public void The_text_has_the_numbers_and_the_reasons() => Assert.Equal(Lines, ScopeText.Lines(Scope));

    [Fact]
    public void Junit_has_them_as_properties_of_each_suite()
    {
        var root = XDocument.Parse(JunitReport.Write(Sample, Classic.All, Scope)).Root!;
        foreach (var suite in root.Elements("testsuite"))
        {
            Assert.Equal("properties", suite.Elements().First().Name.LocalName);
            Assert.Equal(Lines, suite.Element("properties")!.Elements("property").Select(property => property.Attribute("value")!.Value));
        }
    }

    [Fact]
    public void Tap_has_them_as_comments_after_the_plan() =>
        Assert.Equal(Lines.Select(line => "# " + line), TapReport.Write(Sample, Classic.All, Scope).Split('\n')[2..5]);

    [Fact]
    public void Markdown_has_them_before_the_table()
    {
        var page = MarkdownReport.Write(Sample, Classic.All, Scope);
        Assert.All(Lines, line => Assert.Contains(MarkdownReport.Escape(line), page, StringComparison.Ordinal));
        Assert.True(page.IndexOf("Profile silent", StringComparison.Ordinal) < page.IndexOf("| family |", StringComparison.Ordinal));
    }

    [Fact]
    public void The_badge_has_the_numbers_in_its_title() =>
        Assert.Contains(
            "<title>WebSocket conformance of a: 1/2. " + Lines[0] + "</title>",
            Badge.Write(Sample, "a", Scope),
            StringComparison.Ordinal
        );

    [Fact]
    public void The_index_page_and_the_details_have_them_for_the_run()
    {
        var run = new AgentRun("a", "ws://a", "purews", "purews/1", DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(1), 1) { Scope = Scope };
        var page = IndexPage.Write(Sample, Seq.create(run));
        Assert.Contains(Lines[0], page, StringComparison.Ordinal);
        Assert.Contains("no echo &amp; &lt;no&gt; reason", page, StringComparison.Ordinal);
        using var details = JsonDocument.Parse(RunDetails.Write(Sample, Seq.create(run)));
        var read = ScopeText.Read(details.RootElement.GetProperty("a").GetProperty("runs")[0]);
        Assert.Equal(ScopeText.Lines(Scope), read.Map(scope => ScopeText.Lines(scope).ToArray()).IfNone([]));
    }

    [Fact]
    public void Without_a_profile_nothing_is_said()
    {
        Assert.DoesNotContain("properties", JunitReport.Write(Sample, Classic.All), StringComparison.Ordinal);
        Assert.DoesNotContain("rofile", TapReport.Write(Sample, Classic.All), StringComparison.Ordinal);
        Assert.DoesNotContain("rofile", MarkdownReport.Write(Sample, Classic.All), StringComparison.Ordinal);
        Assert.DoesNotContain("rofile", Badge.Write(Sample), StringComparison.Ordinal);
        var run = new AgentRun("a", "ws://a", "purews", "purews/1", DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(1), 1);
        using var details = JsonDocument.Parse(RunDetails.Write(Sample, Seq.create(run)));
        Assert.True(ScopeText.Read(details.RootElement.GetProperty("a").GetProperty("runs")[0]).IsNone);
    }
}
