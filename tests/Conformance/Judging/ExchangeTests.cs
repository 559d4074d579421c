using System.Runtime.InteropServices;
using System.Text.Json;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The exchange of compressed messages: what the tester sends, counts, keeps and reports.</summary>
public sealed class ExchangeTests
{
    private static readonly string[] Counts =
    [
        "OctetsAppLevel",
        "OctetsWebSocketLevel",
        "OctetsWireLevel",
        "WebSocketFrames",
        "WebSocketMessages",
    ];
    private static readonly string[] Fractions = ["CompressionRatio", "WebSocketOverhead"];

    [Fact]
    public void Every_case_of_families_12_and_13_runs_to_its_end_in_memory_that_is_lent()
    {
        var cases = Classic.With(messages: 3).Filter(found => found.Compression.IsSome).Strict();
        var messages = CompressedMessages.For(cases);
        var results = cases.Map(found => Exchanging.Run(found, DeflateFault.None(), messages)).Strict();
        Assert.Equal(216, results.Count);
        Assert.Empty(
            results
                .Filter(result => result.Judgement is not { Behavior: Verdict.Ok, Close: Verdict.Ok })
                .Map(result => $"{result.Case.Id} {result.Judgement}")
        );
    }

    [Theory]
    [InlineData("12.1.3", "permessage-deflate; client_max_window_bits", "permessage-deflate")]
    [InlineData(
        "12.4.14",
        "permessage-deflate; server_no_context_takeover; server_max_window_bits=15",
        "permessage-deflate; server_no_context_takeover; server_max_window_bits=15"
    )]
    [InlineData("13.2.18", "permessage-deflate", "permessage-deflate; client_no_context_takeover")]
    [InlineData(
        "13.6.5",
        "permessage-deflate; client_max_window_bits",
        "permessage-deflate; client_no_context_takeover; client_max_window_bits=15"
    )]
    [InlineData("13.7.6", "permessage-deflate", "permessage-deflate; client_no_context_takeover")]
    [InlineData("13.4.6", "permessage-deflate", "")]
    public void A_tester_that_is_the_server_answers_the_offer_and_keeps_to_it(string id, string offers, string answer)
    {
        var result = Exchanging.RunServer(Exchanging.Find(id), offers);
        Assert.Equal(answer, result.Observation.Deflate.Map(agreed => agreed.ToElement().ToString()).IfNone(""));
        Assert.Equal(
            (answer.Length > 0 ? Verdict.Ok : Verdict.Unimplemented, Verdict.Ok),
            (result.Judgement.Behavior, result.Judgement.Close)
        );
    }

    [Fact]
    public void A_tester_in_the_server_role_rejects_a_malformed_offer()
    {
        var result = Exchanging.RunServer(Exchanging.Find("12.1.3"), "permessage-deflate; server_max_window_bits=99");
        Assert.Equal((Verdict.Failed, Verdict.Failed), (result.Judgement.Behavior, result.Judgement.Close));
        Assert.StartsWith("HTTP/1.1 400 ", result.Observation.Response, StringComparison.Ordinal);
    }

    [Fact]
    public void The_compressed_payload_is_cut_into_fragments_and_the_last_one_is_shorter()
    {
        var peer = new CompressingPeer(DeflateFault.None());
        var result = Exchanging.Run(
            Exchanging.Find("12.2.12"),
            DeflateFault.None(),
            CompressedMessages.For(Seq.create(Exchanging.Find("12.2.12"))),
            peer
        );
        var outgoing = result.Observation.Outgoing;
        Assert.Equal(peer.FramesOfMessages.Sum(), outgoing.Frames);
        Assert.Equal(outgoing.Frames - 10, result.Observation.FramesSent.Find(0).IfNone(0));
        Assert.InRange(outgoing.Frames, outgoing.Payload / 256, (outgoing.Payload / 256) + 10);
        // A header has 6 bytes up to 125 bytes of payload, 8 above.
        Assert.InRange(outgoing.Wire - outgoing.Payload, outgoing.Frames * 6, outgoing.Frames * 8);
    }

    [Fact]
    public void The_time_of_a_case_that_does_not_come_to_its_end_is_over_with_an_empty_close_frame()
    {
        var silent = DeflateFault.In(echo => echo.Number == 2 ? [] : DeflateFault.Frame(echo.Kind, echo.Compressed));
        var result = Exchanging.Run(Exchanging.Find("12.1.3"), silent, CompressedMessages.For(Seq<Case>.Empty));
        Assert.Equal((Verdict.Failed, Verdict.Ok), (result.Judgement.Behavior, result.Judgement.Close));
        Assert.Equal("2 of 10 messages came back.", result.Judgement.Result);
        Assert.True(result.Observation is { ClosedByMe: true, LocalCloseCode.IsNone: true });
        Assert.Equal(TimeSpan.FromSeconds(120), result.Duration);
        Assert.Equal(JsonValueKind.Null, Report(result).GetProperty("trafficStats").ValueKind);
    }

    [Fact]
    public void A_peer_without_the_extension_gets_its_verdict_at_once()
    {
        var result = Exchanging.Run(Exchanging.Find("13.5.10"), DeflateFault.None(""), CompressedMessages.For(Seq<Case>.Empty));
        Assert.Equal(
            (Verdict.Unimplemented, Verdict.Ok, TimeSpan.Zero),
            (result.Judgement.Behavior, result.Judgement.Close, result.Duration)
        );
        Assert.False(result.Judgement.IsFailure);
        Assert.Equal([(8, 1)], result.Observation.FramesSent.Pairs);
        Assert.Equal(1000, result.Observation.LocalCloseCode);
    }

    [Fact]
    public void The_report_has_the_traffic_of_both_ways()
    {
        var result = Exchanging.Run(
            Exchanging.Find("12.1.1", messages: 1000),
            DeflateFault.None(),
            CompressedMessages.For(Seq<Case>.Empty)
        );
        var report = Report(result);
        Assert.True(report.GetProperty("reportCompressionRatio").GetBoolean() && report.GetProperty("reportTime").GetBoolean());
        Assert.Equal("{}", report.GetProperty("expected").GetRawText());
        Assert.Equal(0, report.GetProperty("received").GetArrayLength());
        var traffic = report.GetProperty("trafficStats");
        Assert.Equal(
            new[] { "incoming", "outgoing" }
                .SelectMany(way =>
                    Counts
                        .Concat(Fractions)
                        .Select(key => way + key)
                        .Append($"preopen{char.ToUpperInvariant(way[0])}{way[1..]}OctetsWireLevel")
                )
                .Order(StringComparer.Ordinal),
            traffic.EnumerateObject().Select(key => key.Name)
        );
        foreach (var way in new[] { "incoming", "outgoing" })
        {
            var (app, payload, wire) = (Number("OctetsAppLevel"), Number("OctetsWebSocketLevel"), Number("OctetsWireLevel"));
            Assert.Equal((16_000, 1000, 1000), (app, Number("WebSocketFrames"), Number("WebSocketMessages")));
            Assert.Equal(payload + (1000 * (way == "incoming" ? 2 : 6)), wire);
            Assert.Equal((double)payload / app, traffic.GetProperty(way + "CompressionRatio").GetDouble());
            Assert.Equal((double)(wire - payload) / payload, traffic.GetProperty(way + "WebSocketOverhead").GetDouble());

            long Number(string key) => traffic.GetProperty(way + key).GetInt64();
        }

        Assert.Equal(result.Observation.Request.Length, traffic.GetProperty("preopenOutgoingOctetsWireLevel").GetInt32());
        Assert.Equal(result.Observation.Response.Length, traffic.GetProperty("preopenIncomingOctetsWireLevel").GetInt32());
        // The first messages are recorded, then comes a gap, and then the end.
        Assert.Equal(
            [false, true],
            report.GetProperty("wirelog").EnumerateArray().Where(row => row[0].GetString() is "WLM").Select(row => row[1].GetBoolean())
        );
        Assert.Equal(
            "TF",
            report.GetProperty("wirelog").EnumerateArray().Last(row => row[0].GetString() is not ("RO" or "RF" or "TO"))[0].GetString()
        );
        Assert.InRange(result.Transcript.Count, 1, 30);
    }

    [Fact]
    public void Cases_that_send_the_same_share_it_and_the_last_one_over_ends_that()
    {
        var cases = Seq.create(Exchanging.Find("12.1.6"), Exchanging.Find("13.4.11"), Exchanging.Find("12.2.6"));
        var messages = CompressedMessages.For(cases);
        var first = Stream(cases[0], 15);
        _ = first.At(0);
        Assert.Same(first, Stream(cases[1], 15));
        Assert.NotSame(first, Stream(cases[1], 9));
        Assert.NotSame(first, Stream(cases[2], 15));
        Assert.True(
            MemoryMarshal.TryGetArray(first.At(0).Payload, out var once)
                && MemoryMarshal.TryGetArray(Stream(cases[1], 15).At(0).Payload, out var again)
                && once.Array == again.Array
        );
        messages.Release(cases[0]);
        Assert.Same(first, Stream(cases[1], 15));
        messages.Release(cases[1]);
        Assert.NotSame(first, Stream(cases[1], 15));

        CompressedStream Stream(Case running, int bits) =>
            messages.Of((Expectation.CompressedExchange)running.Expectation, bits, takesContextOver: true);
    }

    [Fact]
    public void Past_the_bound_a_case_compresses_for_itself_and_the_messages_are_the_same()
    {
        var held = new ByteBudget(10_000);
        var stream = new CompressedStream(PayloadSource.Prose, 4096, DeflateContext.Create(15, contextTakeover: true), held);
        var inflation = InflateContext.Create(15, contextTakeover: true);
        var own = Option<DeflateContext>.None;
        for (var number = 0; number < 20; number++)
        {
            var message = PayloadSource.Prose.Window(number, 4096);
            ReadOnlyMemory<byte> payload;
            if (own.Case is DeflateContext context)
            {
                (var next, payload) = context.Compress(message.Joined().Span);
                own = next;
            }
            else
            {
                (payload, own) = stream.At(number);
            }

            (inflation, var inflated) = inflation
                .Inflate(payload.Span, 4096)
                .IfLeft(error => throw new InvalidOperationException(error.ToString()));
            Assert.True(message.Is(inflated.Span));
        }

        Assert.True(own.IsSome);
        Assert.InRange(stream.Bytes, 5_000, 10_000);
    }

    private static JsonElement Report(CaseResult result) => JsonDocument.Parse(CaseReport.Write("a", result)).RootElement;
}
