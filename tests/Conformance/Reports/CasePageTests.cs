using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The page of a case: the content of the Autobahn Testsuite's pages, and the conversation as a diagram.</summary>
public sealed class CasePageTests
{
    private const string Request = "GET / HTTP/1.1\r\nHost: 127.0.0.1:9002\r\nUpgrade: WebSocket\r\n\r\n";
    private const string Response = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

    private static readonly string[] Flags =
    [
        "isServer",
        "closedByMe",
        "failedByMe",
        "droppedByMe",
        "wasClean",
        "wasNotCleanReason",
        "wasServerConnectionDropTimeout",
        "wasOpenHandshakeTimeout",
        "wasCloseHandshakeTimeout",
        "localCloseCode",
        "localCloseReason",
        "remoteCloseCode",
        "remoteCloseReason",
    ];

    [Fact]
    public void A_page_has_what_was_sent_expected_and_seen_and_the_rule()
    {
        var (found, page) = (Find("1.2.1"), Page("1.2.1"));
        Assert.Contains("<h1>Case 1.2.1</h1>", page, StringComparison.Ordinal);
        Assert.Contains(
            "<b id=verdict data-v=ok>Pass</b><b id=close data-c=ok>closed correctly, with code 1000</b>",
            page,
            StringComparison.Ordinal
        );
        Assert.Contains(found.Description, page, StringComparison.Ordinal);
        Assert.Contains(found.Expected, page, StringComparison.Ordinal);
        Assert.Contains("href=\"https://www.rfc-editor.org/rfc/rfc6455#section-5.2\"", page, StringComparison.Ordinal);
        Assert.Contains("<dd id=expected><ol><li>binary &quot;&quot;</ol>", page, StringComparison.Ordinal);
        Assert.Contains("<dd id=observed><ol><li>binary &quot;&quot;</ol>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_has_both_heads_the_bytes_the_frames_the_counts_and_the_end()
    {
        var page = Write(Recorded("1.2.1"));
        Assert.Contains(
            "<pre id=request>GET / HTTP/1.1\nHost: 127.0.0.1:9002\nUpgrade: WebSocket\n\n</pre>",
            page,
            StringComparison.Ordinal
        );
        Assert.Contains("<pre id=response data-latin>HTTP/1.1 101 Switching Protocols\n", page, StringComparison.Ordinal);
        Assert.Contains($"the request, {Request.Length} bytes", page, StringComparison.Ordinal);
        Assert.Contains("<td>→ frame<td><b>binary</b> FIN · 0 bytes · mask f9872d41", page, StringComparison.Ordinal);
        Assert.Contains("<td>→ bytes<td><code>8280f9872d41</code>", page, StringComparison.Ordinal);
        Assert.Contains("<td>← bytes<td><code>8200</code>", page, StringComparison.Ordinal);
        Assert.Contains("in 1 s: fail the connection", page, StringComparison.Ordinal);
        Assert.Contains($"<dd id=reads>2 × 2, {Response.Length} × 1<", page, StringComparison.Ordinal);
        Assert.Contains($"<dd id=writes>6 × 1, 8 × 1, {Request.Length} × 1<", page, StringComparison.Ordinal);
        Assert.Contains(
            "<dd id=received>2 binary × 1, 8 close × 1<dt>Frames sent<dd id=sent>2 binary × 1, 8 close × 1<",
            page,
            StringComparison.Ordinal
        );
        Assert.Contains("<p id=end>The TCP connection was ended by the peer.</p>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_thirteen_facts_of_the_close_are_there_and_the_style_sheet_has_their_meanings()
    {
        var page = Write(Recorded("1.2.1"));
        Assert.Equal(
            Flags,
            Regex
                .Matches(page, "<tr><th>(?<name>\\w+)<td", RegexOptions.ExplicitCapture, Patience)
                .Select(match => match.Groups["name"].Value)
                .Take(Flags.Length)
        );
        Assert.Contains(
            "<th>isServer<td>no\n<tr><th>closedByMe<td class=yes>yes\n<tr><th>failedByMe<td>no\n",
            page,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "<th>localCloseCode<td>1000\n<tr><th>localCloseReason<td>–\n<tr><th>remoteCloseCode<td>–\n",
            page,
            StringComparison.Ordinal
        );
        var folder = Directory.CreateTempSubdirectory();
        ReportFolder.Open(folder.FullName).WriteIndex();
        var style = File.ReadAllText(Path.Combine(folder.FullName, "report.css"));
        Assert.Equal(
            Flags.Length,
            Regex.Count(style, "#closing tr:nth-child\\(\\d+\\)::after\\{content:\"[^\"]+\"\\}", RegexOptions.ExplicitCapture, Patience)
        );
        folder.Delete(recursive: true);
    }

    [Fact]
    public void The_diagram_has_an_arrow_for_each_head_and_frame_and_a_mark_for_each_timer_and_the_end()
    {
        var page = Write(Recorded("1.2.1"));
        Assert.Equal(
            ["asks", "answers", "sent", "timer", "received", "sent", "received", "dropped"],
            Regex
                .Matches(page, "<svg class=(?<name>\\w+)", RegexOptions.ExplicitCapture, Patience)
                .Select(match => match.Groups["name"].Value)
        );
        Assert.Contains("<text>binary<tspan> FIN · 0 bytes</tspan></text><use href=#to />", page, StringComparison.Ordinal);
        Assert.Contains("<text>close<tspan> FIN · 2 bytes · 1000</tspan></text><use href=#to />", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_leads_to_the_index_to_its_neighbours_to_its_file_and_to_another_run()
    {
        var page = CasePage.Write("my Agent", Run("7.3.1"), new CasePageOptions { Again = "purews test server ws://h/?a&b --cases 7.3.1" });
        Assert.Contains("href=\"index.html#case-7.3.1\"", page, StringComparison.Ordinal);
        Assert.Contains("<a rel=prev href=\"my_agent_case_7_1_6.html\">", page, StringComparison.Ordinal);
        Assert.Contains("<a rel=next href=\"my_agent_case_7_3_2.html\">", page, StringComparison.Ordinal);
        Assert.Contains("href=\"my_agent_case_7_3_1.json\"", page, StringComparison.Ordinal);
        Assert.Contains("<code id=again>purews test server ws://h/?a&amp;b --cases 7.3.1</code>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("id=again", Page("7.3.1"), StringComparison.Ordinal);
    }

    [Fact]
    public void Neighbours_are_those_of_the_run_when_it_names_its_cases()
    {
        var page = CasePage.Write("a", Run("7.3.1"), new CasePageOptions { Cases = Seq.create(new CaseId("1.1.1"), new CaseId("7.3.1")) });
        Assert.Contains("<a rel=prev href=\"a_case_1_1_1.html\">", page, StringComparison.Ordinal);
        Assert.DoesNotContain("rel=next", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_of_a_long_conversation_says_how_much_it_does_not_show()
    {
        var page = Page("10.1.1");
        Assert.Matches("… \\d+ entries not shown …", page);
        Assert.Matches("… \\d+ steps not shown …", page);
        Assert.True(page.Length < 20_000, $"{page.Length} characters");
        Assert.Matches("… \\d+ entries not shown …", Page("9.7.1"));
        Assert.Matches("… \\d+ bytes not shown …", Page("9.1.1"));
    }

    [Fact]
    public void A_compressed_exchange_has_its_traffic_both_ways()
    {
        var found = Classic.With(20).Find(one => one.Id.Text == "13.3.1").IfNone(() => throw new InvalidOperationException("13.3.1"));
        var result = MemoryRunner.Run(found, Role.Server, Ours.Protocol);
        var page = Write(result);
        Assert.Equal(Verdict.Ok, result.Judgement.Behavior);
        Assert.Contains("<tr><th>messages<td>20<td>20", page, StringComparison.Ordinal);
        Assert.Contains(
            $"<tr><th>compression ratio<td>{result.Observation.Incoming.CompressionRatio.IfNone(0):0.000}<td>"
                    + $"{result.Observation.Outgoing.CompressionRatio.IfNone(0):0.000}",
            page,
            StringComparison.Ordinal
        );
        Assert.Contains("agreed<td>permessage-deflate", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_that_never_opened_has_a_page_too()
    {
        var found = Find("1.1.1");
        TranscriptEntry[] entries =
        [
            new TranscriptEntry.NotOpened("the status is 404, not 101", TimedOut: false, Request, "HTTP/1.1 404 Not Found\r\n\r\n"),
        ];
        var page = Write(Result(found, entries));
        Assert.Contains("not opened<td>the status is 404, not 101", page, StringComparison.Ordinal);
        Assert.Contains("<b id=verdict data-v=fail>Fail</b>", page, StringComparison.Ordinal);
        Assert.Contains("<p id=end>The connection never opened.</p>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_reason_is_broken_into_lines_that_the_diagram_has_room_for()
    {
        const string Why =
            "the value of Sec-WebSocket-Accept is s3pPLMBiTxaQ9kYGzzhZRbK+xOo=, and not the one that answers the key (RFC 6455 §4.1)";
        var page = Write(Result(Find("1.1.1"), [new TranscriptEntry.NotOpened(Why, TimedOut: false, Request, Response)]));
        var step = Regex.Match(page, "<svg class=elapsed.*?</svg>", RegexOptions.Singleline, Patience).Value;
        var lines = Regex
            .Matches(step, "<tspan[^>]*>(?<line>[^<]*)</tspan>", RegexOptions.ExplicitCapture, Patience)
            .Select(found => found.Groups["line"].Value.Trim())
            .ToArray();
        Assert.Equal(Why, string.Join(' ', lines));
        Assert.True(lines.Length > 2);
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 52));
        Assert.Equal(lines.Length - 1, Regex.Count(step, "<tspan x=0 dy=15>", RegexOptions.None, Patience));
        Assert.Contains($"viewBox=\"0 0 440 {26 + (3 * 32) + ((lines.Length - 1) * 15) + 16}\"", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Verdict.Ok, null, "closed correctly, without a close code")]
    [InlineData(Verdict.Ok, 1000, "closed correctly, with code 1000")]
    [InlineData(Verdict.WrongCode, 1002, "closed with code 1002, which was not expected")]
    [InlineData(Verdict.Informational, null, "closed without a close code, which is neither right nor wrong")]
    [InlineData(Verdict.FailedByClient, 1000, "closed with code 1000, but the tester had to end the transport")]
    public void How_it_closed_is_a_sentence(Verdict close, int? code, string sentence)
    {
        var result = Recorded("1.2.1");
        var seen = result.Observation with { RemoteCloseCode = code is { } known ? known : LanguageExt.Option<int>.None };
        Assert.Contains(
            $">{sentence}</b>",
            Write(result with { Judgement = result.Judgement with { Close = close }, Observation = seen }),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_case_of_ours_has_the_sentence_that_decides_it()
    {
        var found = Catalogue.All.Find(one => one.Id.Text == "M.1.1").IfNone(() => throw new InvalidOperationException());
        var page = Write(MemoryRunner.Run(found, Role.Server, ConnectionOptions.Default));
        Assert.Contains(
            "<dt>Decided by<dd id=decided>RFC 6455 §5.1: “The server MUST close the connection upon receiving a frame that is not masked.",
            page,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("Decided by", Page("1.1.1"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_case_lists_the_rules_that_it_tests()
    {
        var found = Catalogue.All.Find(one => one.Id.Text == "M.1.1").IfNone(() => throw new InvalidOperationException());
        var page = Write(MemoryRunner.Run(found, Role.Server, ConnectionOptions.Default));
        var count = CountText.Of(RfcRules.Of(found.Id).Count(), "rule");
        Assert.Contains($"<details id=rules><summary>{count}</summary>", page, StringComparison.Ordinal);
        Assert.Contains(
            "RFC 6455 §5.1#2: A server MUST close the connection when it receives a frame that is not masked.",
            page,
            StringComparison.Ordinal
        );
        Assert.All(RfcRules.Of(found.Id), rule => Assert.Contains($"#{rule.Number}: ", page, StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_peer_sent_is_never_markup()
    {
        var evil = "<script>alert(1)</script>\"'\u202e\u2066\0\u0085";
        var payload = Encoding.UTF8.GetBytes(evil);
        var found = Find("1.2.1");
        byte[] frame = [0x81, (byte)payload.Length, .. payload];
        TranscriptEntry[] entries =
        [
            new TranscriptEntry.Opened(Request, $"HTTP/1.1 101 {evil}\r\nServer: {evil}\n\ud800\r\n\r\n"),
            new TranscriptEntry.Received(frame, frame.Length),
            new TranscriptEntry.FrameReceived(new WireFrame(1, Final: true, 0, LanguageExt.Option<MaskKey>.None, 0, payload)),
            new TranscriptEntry.FrameReceived(
                new WireFrame(
                    8,
                    Final: true,
                    0,
                    LanguageExt.Option<MaskKey>.None,
                    0,
                    new byte[] { 3, 232 }
                        .Concat(payload)
                        .ToArray()
                )
            ),
            new TranscriptEntry.Dropped(Side.Theirs),
        ];
        var page = CasePage.Write(evil, Result(found, entries));
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("[\0\u0085\u202e\u2066]", page);
        Assert.Contains(
            "Server: &lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;⟨U+202E⟩⟨U+2066⟩␀⟨U+0085⟩␊⟨U+D800⟩\n",
            page,
            StringComparison.Ordinal
        );
        Assert.Contains("alert(1)</script>", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
    }

    private static TimeSpan Patience => TimeSpan.FromSeconds(5);

    /// <summary>The conversation on the Autobahn Testsuite's page of case 1.2.1.</summary>
    private static CaseResult Recorded(string id)
    {
        var binary = new WireFrame(2, Final: true, 0, LanguageExt.Option<MaskKey>.None, 0, ByteString.Empty);
        TranscriptEntry[] entries =
        [
            new TranscriptEntry.Opened(Request, Response),
            new TranscriptEntry.FrameSent(new RawFrame(2, Payload.Empty), new MaskKey(0x412d87f9)),
            new TranscriptEntry.Sent(Convert.FromHexString("8280f9872d41"), 6),
            new TranscriptEntry.TimerStarted(TesterTimer.Fail, TimeSpan.FromSeconds(1)),
            new TranscriptEntry.Received(Convert.FromHexString("8200"), 2),
            new TranscriptEntry.FrameReceived(binary),
            new TranscriptEntry.FrameSent(new RawFrame(8, Payload.OfHex("03e8")), new MaskKey(0xdad2af58)),
            new TranscriptEntry.Sent(Convert.FromHexString("888258afd2da5b47"), 8),
            new TranscriptEntry.Received(Convert.FromHexString("8800"), 2),
            new TranscriptEntry.FrameReceived(binary with { Opcode = 8 }),
            new TranscriptEntry.Dropped(Side.Theirs),
        ];
        return Result(Find(id), entries) with
        {
            Reads = new Dictionary<int, int> { [2] = 2 },
            Writes = new Dictionary<int, int> { [6] = 1, [8] = 1 },
        };
    }

    private static CaseResult Result(Case found, TranscriptEntry[] entries)
    {
        var seen = Judge.Observe(Role.Client, entries);
        return new CaseResult(
            found,
            Judge.Of(found, seen),
            seen,
            Array.ConvertAll(entries, entry => new TimedTranscriptEntry(TimeSpan.Zero, entry)),
            DateTimeOffset.UnixEpoch,
            TimeSpan.FromMilliseconds(1)
        );
    }

    private static string Page(string id) => Write(Run(id));

    private static string Write(CaseResult result) => CasePage.Write("agent", result);

    private static CaseResult Run(string id) => MemoryRunner.Run(Find(id), Role.Server, ConnectionOptions.Default);

    private static Case Find(string id) =>
        Classic.All.Find(found => found.Id.Text == id).IfNone(() => throw new InvalidOperationException(id));
}
