using System.Text;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// What the RFCs leave open fails no case: servers with one allowed or one forbidden answer, after a valid opening handshake or instead of
/// one.
/// </summary>
public sealed class LawfulAnswerTests
{
    private static readonly byte[] Close1000 = [0x88, 2, 0x03, 0xE8];
    private static readonly byte[] Close1009 = [0x88, 2, 0x03, 0xF1];
    private static readonly byte[] Close1002 = [0x88, 2, 0x03, 0xEA];

    [Theory]
    [InlineData("M.3.1")]
    [InlineData("M.3.4")]
    [InlineData("M.3.5")]
    public void A_length_with_its_first_bit_set_is_too_big_or_a_protocol_error_and_to_wait_for_it_is_not_strict(string id)
    {
        Assert.Equal(Verdict.Ok, Judge(id, new ScriptedServer(Close1009)).Behavior);
        Assert.Equal(Verdict.Ok, Judge(id, new ScriptedServer(Close1002)).Behavior);
        AssertIs(Verdict.NonStrict, Judge(id, new ScriptedServer()));
    }

    [Fact]
    public void To_wait_for_four_gigabytes_is_lawful() => AssertIs(Verdict.Informational, Judge("M.3.6", new ScriptedServer()));

    [Fact]
    public void A_peer_that_answers_the_close_frame_within_a_payload_has_not_read_its_length() =>
        Assert.True(Judge("M.3.6", new ScriptedServer(onClose: Close1002)).IsFailure);

    [Theory]
    [InlineData("431 Request Header Fields Too Large", Verdict.Informational)]
    [InlineData("400 Bad Request", Verdict.Informational)]
    [InlineData("503 Service Unavailable", Verdict.Failed)]
    public void A_field_of_4000_bytes_may_be_rejected_with_a_fitting_status(string status, Verdict verdict) =>
        Assert.Equal(verdict, Judge("H.1.11", Refusing(status)).Behavior);

    [Fact]
    public void A_server_may_wait_on_where_lines_end_with_LF_alone() =>
        AssertIs(Verdict.Informational, Judge("H.2.23", new ScriptedServer(head: [])));

    [Fact]
    public void A_server_may_reject_a_request_with_HTTP_1_0_and_must_not_accept_one_with_it()
    {
        AssertIs(Verdict.Ok, Judge("H.2.4", Refusing("403 Forbidden", "HTTP/1.0")));
        var closed = Judge("1.1.1", Refusing("403 Forbidden", "HTTP/1.0"));
        Assert.Contains("rejected the upgrade with 403", closed.Result, StringComparison.Ordinal);
        var opened = Judge("1.1.1", new EchoPeer(Role.Server, Fault.SaysHttp10));
        Assert.Contains("the version is \"HTTP/1.0\"", opened.Result, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_must_answer_a_request_without_a_key() =>
        Assert.Equal(Verdict.Failed, Judge("H.2.7", new ScriptedServer(head: [])).Behavior);

    [Fact]
    public void A_code_that_may_be_sent_and_does_not_fit_is_not_strict()
    {
        AssertIs(Verdict.NonStrict, Judge("M.1.1", new ScriptedServer([0x88, 2, 0x03, 0xF3])));
        var illegal = Judge("M.1.1", new ScriptedServer([0x88, 2, 0x03, 0xEE]));
        Assert.Equal(Verdict.Failed, illegal.Behavior);
        Assert.Contains("close code 1006", illegal.Result, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pong_for_the_last_of_some_pings_is_enough()
    {
        // A text message, "two", the text in fragments and the binary message.
        byte[] answers =
        [
            .. Text(CaseBuilder.Hello),
            0x8A,
            3,
            .. "two"u8,
            .. Text("fragment1fragment2"),
            0x82,
            126,
            0,
            130,
            .. Enumerable.Range(0, 130).Select(at => (byte)(at % 2 == 0 ? 0 : 0xFF)),
        ];
        AssertIs(Verdict.Ok, Judge("T.1.1", new ScriptedServer(answers, Close1000)));
        byte[] first = [.. answers];
        "one"u8.CopyTo(first.AsSpan(Array.IndexOf(first, (byte)0x8A) + 2));
        Assert.Equal(Verdict.Failed, Judge("T.1.1", new ScriptedServer(first, Close1000)).Behavior);
    }

    [Theory]
    [InlineData("2.5")]
    [InlineData("9.1.1")]
    [InlineData("12.1.1")]
    [InlineData("C.2.6")]
    public void An_illegal_frame_counts_in_every_case(string id)
    {
        byte[] pong = [0x8A, 126, 0, 126, .. new byte[126]];
        var result = Run(id, new ScriptedServer(pong, Close1002));
        Assert.Equal(Verdict.Failed, result.Judgement.Behavior);
        Assert.Equal(
            [new PeerEvent.IllegalFrame("a control frame of more than 125 bytes", "RFC 6455 §5.5")],
            result.Observation.Events.OfType<PeerEvent.IllegalFrame>()
        );
        Assert.Contains("a control frame of more than 125 bytes", result.Judgement.Result, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ping_of_126_bytes_that_comes_back_as_a_pong_fails()
    {
        var result = Run("2.5", new EchoPeer(Role.Server, Fault.TakesLongPing));
        Assert.Equal(Verdict.Failed, result.Judgement.Behavior);
        Assert.Equal(
            "Expected nothing; got an illegal frame: a control frame of more than 125 bytes (RFC 6455 §5.5).",
            result.Judgement.Result
        );
        Assert.Contains("\"illegal\"", Encoding.UTF8.GetString(CaseReport.Write("a", result)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Fault.AnswersNoClose, "1.1.1", "the tester ended the transport")]
    [InlineData(Fault.AnswersNoClose, "7.3.3", "the tester ended the transport")]
    [InlineData(Fault.KeepsTransport, "2.1", "so the tester ended the transport")]
    [InlineData(Fault.DropsAtClose, "1.1.1", "the peer ended the transport and did not answer the tester's close frame")]
    public void The_side_that_ended_the_transport_is_named(Fault fault, string id, string who)
    {
        var result = Run(id, new EchoPeer(Role.Server, fault));
        Assert.Contains(who, result.Judgement.CloseResult, StringComparison.Ordinal);
        Assert.Equal(result.Observation.DroppedByMe, !result.Judgement.CloseResult.Contains("the peer ended", StringComparison.Ordinal));
    }

    [Fact]
    public void Each_case_of_ours_names_the_sentence_that_decides_a_failure()
    {
        Assert.Empty(
            Catalogue.All.Filter(found => !found.IsAutobahn && !found.OnlyInforms && found.DecidedBy.IsNone).Map(found => found.Id.Text)
        );
        Assert.Empty(Catalogue.All.Filter(found => found.IsAutobahn && found.DecidedBy.IsSome).Map(found => found.Id.Text));
        Assert.All(Catalogue.All.Bind(found => found.DecidedBy.ToSeq()), sentence => Assert.Matches("^RFC \\d+ §[\\d.]+: “.+”$", sentence));
    }

    [Fact]
    public void The_absolute_form_names_the_host_and_the_path_that_are_tested()
    {
        var found = Find("H.1.17");
        Assert.StartsWith(
            "GET http://peer.example:9001/chat?a=b HTTP/1.1\r\n",
            new ClientOpening(new UpgradeOffer("peer.example:9001", "/chat?a=b"), new byte[16], found).Request.ToText(),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "GET https://peer.example/ HTTP/1.1\r\n",
            new ClientOpening(new UpgradeOffer("peer.example", "/"), new byte[16], found, isSecured: true).Request.ToText(),
            StringComparison.Ordinal
        );
    }

    /// <summary>The verdict is not a failure, and the connection is not closed as after a failure.</summary>
    private static void AssertIs(Verdict verdict, Judgement judgement)
    {
        Assert.False(judgement.IsFailure, judgement.Sentence);
        Assert.Equal(verdict, judgement.Behavior);
    }

    private static byte[] Text(string text) => [0x81, (byte)text.Length, .. Encoding.UTF8.GetBytes(text)];

    private static ScriptedServer Refusing(string status, string version = "HTTP/1.1") =>
        new(head: Encoding.Latin1.GetBytes($"{version} {status}\r\nContent-Length: 0\r\n\r\n"));

    private static Judgement Judge(string id, IMemoryPeer peer) => Run(id, peer).Judgement;

    private static CaseResult Run(string id, IMemoryPeer peer) =>
        MemoryRunner.Run(Find(id), Role.Server, new BoundedPeer(peer), CompressedMessages.For(Seq.create(Find(id))));

    private static Case Find(string id) =>
        Catalogue.With(messages: 3).Find(found => found.Id.Text == id).IfNone(() => throw new InvalidOperationException(id));
}
