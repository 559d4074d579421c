using System.Text.RegularExpressions;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The index as a page: its facts, with any agent names and reasons.</summary>
public sealed class IndexPageTests
{
    private static readonly IndexEntry Sound = new("ws", new CaseId("1.1.1"), Verdict.Ok, Verdict.Ok, 3, 1000, "ws_case_1_1_1.json");

    [Fact]
    public void Every_case_of_the_catalogue_is_a_row_and_is_missing_where_it_did_not_run()
    {
        var page = Write(Sound);
        Assert.Equal(Classic.All.Count, Regex.Count(page, "<tr class=\"case\"", RegexOptions.None, Patience));
        Assert.Equal(Classic.All.Count - 1, Regex.Count(page, "<td colspan=\"2\" data-v=\"missing\">Missing", RegexOptions.None, Patience));
        Assert.All(Classic.All, found => Assert.Contains($"id=\"case-{found.Id}\"", page, StringComparison.Ordinal));
        Assert.All(
            Classic.All,
            found => Assert.Contains($"id=\"case_desc_{found.Id.Text.Replace('.', '_')}\"", page, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void An_empty_index_has_all_rows_and_no_agent()
    {
        var page = IndexPage.Write(Seq<IndexEntry>.Empty);
        Assert.Contains("No case ran.", page, StringComparison.Ordinal);
        Assert.Contains("id=\"case-13.7.18\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<table id=\"summary\">", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Verdict.Ok, "data-v=\"ok\"", "Pass")]
    [InlineData(Verdict.NonStrict, "data-v=\"nonstrict\"", "Non-Strict")]
    [InlineData(Verdict.Informational, "data-v=\"info\"", "Info")]
    [InlineData(Verdict.Failed, "data-v=\"fail\"", "Fail")]
    public void A_verdict_has_its_word_and_leads_to_the_page_of_the_case(Verdict verdict, string key, string word) =>
        Assert.Contains(
            $"<td {key} data-ms=\"3\"><a href=\"ws_case_1_1_1.html\">{word}</a>",
            Write(Sound with { Behavior = verdict }),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_case_that_the_peer_does_not_implement_spans_both_columns() =>
        Assert.Contains(
            "<td colspan=\"2\" data-v=\"unimplemented\" data-ms=\"3\"><a href=\"ws_case_1_1_1.html\">Unimplemented</a></tr>",
            Write(Sound with { Behavior = Verdict.Unimplemented }),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(Verdict.Ok, 1000, "<td data-c=\"ok\">1000")]
    [InlineData(Verdict.Ok, null, "<td data-c=\"ok\">None")]
    [InlineData(Verdict.WrongCode, 1002, "<td data-c=\"wrong\">1002")]
    [InlineData(Verdict.FailedByClient, 1000, "<td data-c=\"almost\">1000")]
    [InlineData(Verdict.Informational, null, "<td data-c=\"info\">None")]
    [InlineData(Verdict.Unclean, 1000, "<td data-c=\"unclean\">Unclean")]
    [InlineData(Verdict.Failed, 1000, "<td data-c=\"fail\">Fail")]
    public void The_close_column_has_the_peers_code_or_that_it_closed_wrongly(Verdict close, int? code, string cell) =>
        Assert.Contains(
            cell,
            Write(Sound with { Close = close, RemoteCloseCode = code is { } sent ? sent : LanguageExt.Option<int>.None }),
            StringComparison.Ordinal
        );

    [Fact]
    public void Cases_about_time_and_compression_show_both()
    {
        var page = Write(
            Sound with
            {
                Id = new CaseId("9.1.1"),
                Milliseconds = 42,
            },
            Sound with
            {
                Id = new CaseId("12.1.1"),
                Milliseconds = 17,
                IncomingRatio = 0.29206,
                OutgoingRatio = LanguageExt.Option<double>.None,
            },
            Sound
        );
        Assert.Contains("Pass</a><small>42 ms</small><td data-c", page, StringComparison.Ordinal);
        Assert.Contains("Pass</a><small>17 ms</small><small class=\"ratio\">[0.292/-]</small>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<small>3 ms</small>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Agents_stand_side_by_side_with_their_counts()
    {
        var page = Write(
            Sound with
            {
                Agent = "b",
            },
            Sound with
            {
                Agent = "a",
                Behavior = Verdict.Failed,
            },
            Sound with
            {
                Agent = "a",
                Id = new CaseId("2.1"),
                Close = Verdict.Unclean,
            }
        );
        Assert.Matches(
            "<th scope=\"col\" colspan=\"2\" data-agent=\"0\" title=\"a\">a<th scope=\"col\" colspan=\"2\" data-agent=\"1\" title=\"b\">b",
            page
        );
        Assert.Contains("<td data-v=\"fail\"><a href=\"#a=0&amp;v=fail\">1</a>", page, StringComparison.Ordinal);
        Assert.Contains("<td data-v=\"badclose\"><a href=\"#a=0&amp;v=badclose\">1</a>", page, StringComparison.Ordinal);
        Assert.Contains(
            $"<td data-v=\"missing\"><a href=\"#a=1&amp;v=missing\">{Classic.All.Count - 1}</a>",
            page,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Failures_with_the_same_reason_are_listed_once_with_a_link_to_each_case()
    {
        var wrong = Sound with { Close = Verdict.WrongCode, Result = "The code is 1000, not 1002." };
        var page = Write(wrong, wrong with { Id = new CaseId("2.1"), ReportFile = "ws_case_2_1.json" });
        Assert.Single(Regex.Matches(page, "The code is 1000, not 1002.", RegexOptions.None, Patience));
        Assert.Contains("<a href=\"ws_case_1_1_1.html\">1.1.1</a> <a href=\"ws_case_2_1.html\">2.1</a>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_case_that_the_catalogue_does_not_know_has_a_row_in_a_family_of_its_own()
    {
        var page = Write(Sound with { Id = new CaseId("Y.2.1") });
        Assert.Contains("<h2 id=\"family-Y\">Y</h2>", page, StringComparison.Ordinal);
        Assert.Contains("id=\"case-Y.2.1\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_case_of_our_own_is_a_row_where_some_agent_ran_it()
    {
        var page = Write(Sound with { Id = new CaseId("H.2.1") });
        Assert.Contains("<h2 id=\"family-H\">H Opening Handshake</h2>", page, StringComparison.Ordinal);
        Assert.Contains("id=\"case-H.2.1\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"case-H.2.2\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_that_a_peer_chose_is_never_markup()
    {
        var evil = "<script>alert(1)</script>{{table}}\"'\u202e\0\ud800";
        var page = Write(
            Sound with
            {
                Agent = evil,
                Behavior = Verdict.Failed,
                Result = evil,
                Id = new CaseId("X<.1"),
                ReportFile = "\"><script>alert(1)</script>.json",
            }
        );
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;{{table}}&quot;&#39;⟨U+202E⟩␀⟨U+D800⟩", page, StringComparison.Ordinal);
        Assert.DoesNotContain("X<.1", page, StringComparison.Ordinal);
        Assert.DoesNotContain('\0', page);
        Assert.DoesNotContain('\u202e', page);
    }

    [Fact]
    public void The_page_needs_no_other_file_and_is_small()
    {
        var entries = new[] { "a", "b", "c", "d" }.SelectMany(agent =>
            Classic.All.Map(found =>
                Sound with
                {
                    Agent = agent,
                    Id = found.Id,
                    ReportFile = ReportFileNames.Usual(agent, found.Id) + ".json",
                }
            )
        );
        var page = Write([.. entries]);
        Assert.DoesNotMatch("<link|<img|@import|url\\(|<script src|fetch\\(", page);
        Assert.True(page.Length < 1_000_000, $"{page.Length} characters");
    }

    private static TimeSpan Patience => TimeSpan.FromSeconds(5);

    private static string Write(params IndexEntry[] entries) => IndexPage.Write(Seq.create(entries));
}
