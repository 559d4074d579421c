using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The formats for other programs, parsed as those parse them, whatever a peer put into its names and reasons.</summary>
public sealed class FormatTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static readonly Seq<IndexEntry> Sample = Entries.Many(
        Entries.Of("b", "7.1.1"),
        Entries.Of("b", "1.1.2", Verdict.Failed, Verdict.Unclean, "Nothing came.") with
        {
            Started = new DateTimeOffset(2026, 1, 2, 3, 4, 6, TimeSpan.FromHours(1)),
        },
        Entries.Of("b", "1.1.1", Verdict.NonStrict) with
        {
            Started = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(1)),
        },
        Entries.Of("b", "12.1.1", Verdict.Unimplemented, result: "It does not agree."),
        Entries.Of("a", "7.1.6", Verdict.Informational, Verdict.Informational));

    private static readonly Seq<IndexEntry> Nasty = Entries.Many(
        Entries.Of(Entries.Nasty, "1.1.1", Verdict.Failed, result: Entries.Nasty),
        Entries.Of(Entries.Nasty, "12.1.1", Verdict.Unimplemented, result: Entries.Nasty),
        Entries.Of("a", Entries.Nasty, Verdict.Failed)
    );

    [Fact]
    public void Junit_has_a_suite_for_each_agent_and_family_and_a_test_for_each_case()
    {
        var root = XDocument.Parse(JunitReport.Write(Sample, Classic.All)).Root!;
        Assert.Equal(
            ("testsuites", "5", "1", "1", "6.170"),
            (root.Name.LocalName, Text(root, "tests"), Text(root, "failures"), Text(root, "skipped"), Text(root, "time"))
        );
        Assert.Equal(
            ["a: 7 Close Handling", "b: 1 Framing", "b: 7 Close Handling", "b: 12 WebSocket Compression (different payloads)"],
            root.Elements("testsuite").Select(suite => Text(suite, "name"))
        );
        var framing = root.Elements("testsuite").ElementAt(1);
        Assert.Equal(
            ("2", "1", "0", "0", "2.468", "2026-01-02T02:04:05"),
            (
                Text(framing, "tests"),
                Text(framing, "failures"),
                Text(framing, "errors"),
                Text(framing, "skipped"),
                Text(framing, "time"),
                Text(framing, "timestamp")
            )
        );
        Assert.Equal(
            [("b.1 Framing", "1.1.1", "1.234"), ("b.1 Framing", "1.1.2", "1.234")],
            framing.Elements("testcase").Select(test => (Text(test, "classname"), Text(test, "name"), Text(test, "time")))
        );
        Assert.Equal("It does not agree.", Text(Assert.Single(root.Descendants("skipped")), "message"));
        Assert.Null(root.Elements("testsuite").Last().Attribute("timestamp"));
    }

    [Fact]
    public void A_failure_in_junit_has_what_was_sent_expected_and_seen_and_the_rule()
    {
        var failure = Assert.Single(XDocument.Parse(JunitReport.Write(Sample, Classic.All)).Descendants("failure"));
        Assert.Equal(("Nothing came.", "FAILED, close UNCLEAN"), (Text(failure, "message"), Text(failure, "type")));
        var known = Entries.Case("1.1.2");
        Assert.All(
            [known.Description, known.Expected, known.Rule, "Nothing came."],
            part => Assert.Contains(part, failure.Value, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Tap_has_a_plan_a_line_for_each_case_a_block_for_a_failure_and_a_skip()
    {
        var tests = ReadTap(TapReport.Write(Sample, Classic.All));
        Assert.Equal(
            [
                (true, "a 7.1.6", ""),
                (true, "b 1.1.1", ""),
                (false, "b 1.1.2", ""),
                (true, "b 7.1.1", ""),
                (true, "b 12.1.1", "It does not agree."),
            ],
            tests.Select(test => (test.IsOk, test.Description, test.Skip))
        );
        var block = tests[2].Block;
        Assert.Equal(
            ("Nothing came.", "FAILED", "UNCLEAN", Entries.Case("1.1.2").Rule),
            (block["message"], block["behavior"], block["behaviorClose"], block["rule"])
        );
        Assert.All(tests.Where(test => test.IsOk), test => Assert.Empty(test.Block));
    }

    [Fact]
    public void Markdown_has_a_row_for_each_family_and_each_failure()
    {
        var rows = Rows(MarkdownReport.Write(Sample, Classic.All));
        Assert.Contains(["1 Framing", "2", "0", "1", "0", "0", "**1**"], rows);
        Assert.Contains(["all", "4", "1", "1", "0", "1", "**1**"], rows);
        Assert.Contains(["1.1.2", "FAILED", "UNCLEAN", Entries.Case("1.1.2").Rule, "Nothing came."], rows);
    }

    [Fact]
    public void A_page_of_a_peer_that_fails_everything_still_fits_a_ci_job()
    {
        var page = MarkdownReport.Write(
            Classic.All.Map(found => Entries.Of("a", found.Id.Text, Verdict.Failed, result: new string('#', 2000))).Strict(),
            Classic.All
        );
        Assert.True(page.Length < 1024 * 1024, $"{page.Length} characters");
        Assert.Contains("417 more failures", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Junit_is_valid_xml_whatever_a_peer_sends()
    {
        var root = XDocument.Parse(JunitReport.Write(Nasty, Classic.All)).Root!;
        Assert.Equal(3, root.Descendants("testcase").Count());
        Assert.Contains("]]> <b>&amp;\"'</b> | # SKIP", root.Descendants("failure").First().Value, StringComparison.Ordinal);
        Assert.Contains("\U0001F600", Text(root.Descendants("skipped").Single(), "message"), StringComparison.Ordinal);
    }

    [Fact]
    public void Tap_has_one_line_per_case_whatever_a_peer_sends()
    {
        var tests = ReadTap(TapReport.Write(Nasty, Classic.All));
        Assert.Equal([false, true, false], tests.Select(test => test.IsOk));
        Assert.Contains("| # SKIP \\ `x`", tests[0].Block["message"], StringComparison.Ordinal);
        Assert.Contains("| # SKIP \\ `x`", tests[1].Skip, StringComparison.Ordinal);
        Assert.Equal(("", ""), (tests[0].Skip, tests[2].Skip));
    }

    [Fact]
    public void Markdown_has_no_additional_markup_or_row_whatever_a_peer_sends()
    {
        var page = MarkdownReport.Write(Nasty, Classic.All);
        Assert.DoesNotMatch(new Regex(@"(?<!\\)[<>`\[\]]", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10)), page);
        Assert.Equal(
            Rows(
                MarkdownReport.Write(
                    Nasty
                        .Map(entry =>
                            entry with
                            {
                                Agent = entry.Agent[..1],
                                Id = entry.Id.Text.Length > 100 ? new CaseId("8.1") : entry.Id,
                                Result = ".",
                            }
                        )
                        .Strict(),
                    Classic.All
                )
            ).Count,
            Rows(page).Count
        );
    }

    [Fact]
    public void Annotations_have_an_error_for_each_failure_and_a_line_for_all_cases_that_are_not_strict()
    {
        var known = Entries.Case("1.1.2");
        Assert.Equal(
            [
                ("error", "WebSocket case 1.1.2 of b: FAILED, close UNCLEAN"),
                ("warning", "WebSocket conformance of b: 1 case that is not strict"),
                ("notice", "WebSocket conformance of a"),
                ("notice", "WebSocket conformance of b"),
            ],
            Annotations(AnnotationReport.Write(Sample, Classic.All)).Select(one => (one.Kind, one.Title))
        );
        Assert.Equal(
            [
                $"sent: {known.Description}\nexpected: {known.Expected}\nseen: Nothing came.\nrule: {known.Rule}",
                "1.1.1",
                "1 case: 0 OK, 0 not strict, 1 informational, 0 unimplemented, 0 failed",
                "4 cases: 1 OK, 1 not strict, 0 informational, 1 unimplemented, 1 failed",
            ],
            Annotations(AnnotationReport.Write(Sample, Classic.All)).Select(one => one.Message)
        );
    }

    [Fact]
    public void Annotations_of_a_comparison_have_errors_only_for_what_got_worse()
    {
        var before = Entries.Many(
            Entries.Of("a", "1.1.1", Verdict.Failed),
            Entries.Of("a", "1.1.2"),
            Entries.Of("a", "1.1.3"),
            Entries.Of("a", "1.1.4", Verdict.Failed)
        );
        var after = Entries.Many(
            Entries.Of("a", "1.1.1", Verdict.Failed),
            Entries.Of("a", "1.1.2", Verdict.Failed),
            Entries.Of("a", "1.1.4")
        );
        var annotations = Annotations(AnnotationReport.Write(after, Classic.All, IndexComparison.Of(before, after)));
        Assert.Equal(
            [
                ("error", "WebSocket case 1.1.2 of a: worse"),
                ("error", "WebSocket case 1.1.3 of a: gone"),
                ("warning", "WebSocket conformance of a: 1 known failure"),
                ("notice", "WebSocket conformance of a"),
            ],
            annotations.Select(one => (one.Kind, one.Title))
        );
        Assert.StartsWith("before: OK, close OK\nnow: FAILED, close OK\nsent: ", annotations[0].Message, StringComparison.Ordinal);
        Assert.Equal("before: OK, close OK\nnow: -", annotations[1].Message);
        Assert.Equal("1.1.1", annotations[2].Message);
    }

    [Fact]
    public void Annotations_are_at_most_ten_of_each_kind_and_the_tenth_names_the_remaining_cases()
    {
        var all = Annotations(
            AnnotationReport.Write(Classic.All.Map(found => Entries.Of("a", found.Id.Text, Verdict.Failed)).Strict(), Classic.All)
        );
        var errors = all.Where(one => one.Kind == "error").ToArray();
        Assert.Equal(10, errors.Length);
        Assert.Equal("WebSocket conformance: 508 more", errors[^1].Title);
        Assert.EndsWith(" and 488 more", errors[^1].Message, StringComparison.Ordinal);
        Assert.Equal(20, errors[^1].Message.Split(", ").Length);
    }

    [Fact]
    public void Annotations_are_one_command_a_line_whatever_a_peer_sends()
    {
        var many = Enumerable.Range(0, 12).Select(at => Entries.Of($"::error::{at}", "1.1.1", Verdict.Failed, result: "100%\n::error::x"));
        Assert.Equal(2 + 2, Annotations(AnnotationReport.Write(Nasty, Classic.All)).Count);
        var annotations = Annotations(AnnotationReport.Write(Seq.create(many.ToArray()), Classic.All));
        Assert.Equal(20, annotations.Count);
        Assert.Contains("seen: 100% ::error::x\n", annotations[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Markdown_of_a_comparison_lists_the_changes()
    {
        var after = Entries.Many(Entries.Of("a", "1.1.1", Verdict.Failed));
        var changes = IndexComparison.Of(Entries.Many(Entries.Of("a", "1.1.1")), after);
        Assert.Contains(
            ["1.1.1", "**worse**", "OK, close OK", "FAILED, close OK"],
            Rows(MarkdownReport.Write(after, Classic.All, changes: changes))
        );
        Assert.DoesNotContain("what changed", MarkdownReport.Write(after, Classic.All), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#1a7f37", "3/3", Verdict.Ok, Verdict.NonStrict, Verdict.Informational)]
    [InlineData("#8a6d00", "2/3", Verdict.Ok, Verdict.Unimplemented, Verdict.Ok)]
    [InlineData("#c5221f", "1/3", Verdict.Ok, Verdict.Unimplemented, Verdict.Failed)]
    public void A_badge_is_green_when_all_passed_yellow_when_some_are_unimplemented_and_red_when_some_failed(
        string colour,
        string count,
        params Verdict[] verdicts
    )
    {
        var badge = XDocument
            .Parse(Badge.Write(Seq.create(verdicts.Select((verdict, at) => Entries.Of("a", $"1.{at}", verdict)).ToArray())))
            .Root!;
        Assert.Equal(colour, Text(badge.Elements(Svg + "rect").Last(), "fill"));
        Assert.Equal(["WebSocket conformance", count], badge.Descendants(Svg + "text").Select(text => text.Value));
        Assert.Equal($"WebSocket conformance of a: {count}", badge.Element(Svg + "title")!.Value);
        Assert.Equal(("img", $"WebSocket conformance of a: {count}"), (Text(badge, "role"), Text(badge, "aria-label")));
    }

    [Fact]
    public void A_badge_shows_the_worst_agent_or_the_one_that_is_named()
    {
        var entries = Entries.Many(
            Entries.Of("good", "1.1"),
            Entries.Of("lacking", "1.1", Verdict.Unimplemented),
            Entries.Of("bad", "1.1", Verdict.Ok, Verdict.Unclean)
        );
        Assert.Equal("WebSocket conformance of bad: 0/1", Title(Badge.Write(entries)));
        Assert.Equal("WebSocket conformance of good: 1/1", Title(Badge.Write(entries, "good")));
        Assert.Equal("WebSocket conformance: no case ran", Title(Badge.Write(Seq<IndexEntry>.Empty)));
        Assert.Contains(
            "0/1",
            Title(Badge.Write(Nasty, Entries.Nasty[..200]))
                + Title(Badge.Write(Entries.Many(Entries.Of(Entries.Nasty, "1", Verdict.Failed)))),
            StringComparison.Ordinal
        );
    }

    private static string Title(string badge) => XDocument.Parse(badge).Root!.Element(Svg + "title")!.Value;

    private static string Text(XElement element, string attribute) => element.Attribute(attribute)!.Value;

    /// <summary>The cells of each row of a table, without headings and separators, with escapes resolved.</summary>
    private static List<string[]> Rows(string page) =>
        [
            .. page.Split('\n')
                .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
                .Select(line =>
                    Regex
                        .Split(line, @"(?<!\\)\|", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10))[1..^1]
                        .Select(cell =>
                            Regex.Replace(
                                cell.Trim(),
                                @"\\(?<letter>.)",
                                "${letter}",
                                RegexOptions.ExplicitCapture,
                                TimeSpan.FromSeconds(10)
                            )
                        )
                        .ToArray()
                ),
        ];

    private static List<(string Kind, string Title, string Message)> Annotations(string text) =>
        WorkflowCommand.Read(text).ConvertAll(found => (found.Name, found.Properties["title"], found.Message));

    /// <summary>
    /// A parser of TAP 14 by its grammar: a version, a plan, test points with directives, and a YAML block after a point.
    /// </summary>
    private static List<(bool IsOk, string Description, string Skip, Dictionary<string, string> Block)> ReadTap(string stream)
    {
        var lines = new Queue<string>(stream.TrimEnd('\n').Split('\n'));
        Assert.Equal("TAP version 14", lines.Dequeue());
        var planned = int.Parse(lines.Dequeue()["1..".Length..], System.Globalization.CultureInfo.InvariantCulture);
        var tests = new List<(bool, string, string, Dictionary<string, string>)>();
        while (lines.TryDequeue(out var line))
        {
            var point = Regex.Match(
                line,
                @"^(?<not>not )?ok (?<number>[0-9]+) - (?<description>([^#\\]|\\[#\\])*?)( # SKIP (?<reason>([^#\\]|\\[#\\])*))?$",
                RegexOptions.ExplicitCapture,
                TimeSpan.FromSeconds(10)
            );
            Assert.True(point.Success, line[..Math.Min(100, line.Length)]);
            Assert.Equal($"{tests.Count + 1}", point.Groups["number"].Value);
            var block = new Dictionary<string, string>(StringComparer.Ordinal);
            if (lines.TryPeek(out var next) && next == "  ---")
            {
                lines.Dequeue();
                while (lines.Dequeue() is var pair && pair != "  ...")
                {
                    var colon = pair.IndexOf(": ", StringComparison.Ordinal);
                    block[pair[2..colon]] = JsonSerializer.Deserialize<JsonElement>(pair[(colon + 2)..]).ToString();
                }
            }

            tests.Add((!point.Groups["not"].Success, Plain(point.Groups["description"].Value), Plain(point.Groups["reason"].Value), block));
        }

        Assert.Equal(planned, tests.Count);
        return tests;

        static string Plain(string escaped) =>
            Regex.Replace(escaped, @"\\(?<letter>.)", "${letter}", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10));
    }
}
