namespace Pure.WebSockets.Properties;

public sealed class Section4_1_ClientHandshake
{
    [Fact]
    public void A_client_asks_as_the_rules_say_and_opens_by_the_answer()
    {
        var scene = Scene.Client();
        Assert.Equal(
            "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: "
                + "dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: chat, superchat\r\n\r\n",
            scene.Head);
        scene = scene.Reads(Heads.ResponseLines);
        Assert.True(scene.IsOpen);
        Assert.Equal("chat", scene.State.Agreement.Subprotocol);
        Assert.Equal(TimerKind.KeepAlive, scene.State.Timer);
    }

    [Fact]
    public void The_response_that_opened_is_told_with_all_its_fields()
    {
        var opened = Assert.Single(
            Scene.Client().Reads([.. Heads.ResponseLines, "Set-Cookie: a=1", "Set-Cookie: b=2"]).Effects.OfType<Effect.Opened>()
        );
        var response = opened.Response.IfNone(() => throw new InvalidOperationException("no response"));
        Assert.Equal((101, "a=1, b=2"), (response.Status, string.Join(", ", HeaderList.Values(response.Headers, "Set-Cookie"))));
    }

    [Fact]
    public void Frames_may_follow_the_response_in_the_same_read() =>
        Assert.Equal(
            "Hello",
            Assert.Single(Scene.Client().Receives([.. Heads.Of(Heads.ResponseLines), 0x81, 0x05, .. "Hello"u8]).Messages).Text
        );

    [Theory]
    [InlineData("Upgrade")]
    [InlineData("Connection")]
    [InlineData("Sec-WebSocket-Accept")]
    public void A_response_without_a_field_it_needs_fails_the_connection(string name) => Fails(Without(name));

    [Theory]
    [InlineData("Upgrade", "Upgrade: h2c")]
    [InlineData("Connection", "Connection: close")]
    [InlineData("Sec-WebSocket-Accept", "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOO=")]
    [InlineData("Sec-WebSocket-Accept", "Sec-WebSocket-Accept: S3PPLMBITXAQ9KYGZZHZRBK+XOO=")]
    [InlineData(
        "Sec-WebSocket-Accept",
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
    )]
    [InlineData("Upgrade", "Upgrade: websocket\r\nUpgrade: websocket")]
    [InlineData("Sec-WebSocket-Protocol", "Sec-WebSocket-Protocol: v2")]
    [InlineData("Sec-WebSocket-Protocol", "Sec-WebSocket-Protocol: Chat")]
    [InlineData("Sec-WebSocket-Protocol", "Sec-WebSocket-Protocol: chat, superchat")]
    [InlineData("Sec-WebSocket-Protocol", "Sec-WebSocket-Protocol: chat\r\nSec-WebSocket-Protocol: chat")]
    [InlineData("X", "Sec-WebSocket-Extensions: permessage-deflate")]
    [InlineData("X", "Sec-WebSocket-Extensions: a; b=")]
    public void A_response_that_agrees_to_what_was_not_asked_fails_the_connection(string name, string line) =>
        Fails([.. Without(name), line]);

    [Theory]
    [InlineData("Upgrade", "UPGRADE: WebSocket")]
    [InlineData("Connection", "connection: keep-alive, upgrade")]
    [InlineData("Connection", "Connection: , upgrade,,")]
    [InlineData("Upgrade", "Upgrade: websocket,")]
    [InlineData("Upgrade", "Upgrade: , websocket")]
    [InlineData("X", "Sec-WebSocket-Extensions:")]
    [InlineData("X", "Sec-WebSocket-Extensions: ,")]
    [InlineData("Sec-WebSocket-Protocol", "X: no subprotocol")]
    public void A_response_may_be_written_otherwise(string name, string line) =>
        Assert.True(Scene.Client().Reads([.. Without(name), line]).IsOpen);

    [Fact]
    public void Interim_responses_say_to_wait()
    {
        var scene = Scene
            .Client()
            .Reads(["HTTP/1.1 100 Continue"])
            .Reads(["HTTP/1.1 103 Early Hints", "Link: </x>"])
            .Reads(["HTTP/1.1 103 Early Hints", "Content-Length: 5"]);
        Assert.IsType<Phase.AwaitingResponse>(scene.State.Phase);
        Assert.Equal(TimerKind.OpeningHandshake, scene.State.Timer);
        Assert.True(scene.Reads(Heads.ResponseLines).IsOpen);
    }

    [Theory]
    [InlineData("Content-Length: 5", "hello", "hello")]
    [InlineData("Content-Length: 5", "hello and more", "hello")]
    [InlineData("Content-Length: 0", "", "")]
    [InlineData("Transfer-Encoding: chunked", "2\r\nhe\r\n3;name=value\r\nllo\r\n0\r\nTrailer: x\r\n\r\n", "hello")]
    [InlineData("Transfer-Encoding: chunked", "A\r\n0123456789\r\n0\r\n\r\n", "0123456789")]
    [InlineData("Transfer-Encoding: gzip, chunked\r\nContent-Length: 1", "1\r\nx\r\n0\r\n\r\n", "x")]
    [InlineData("Transfer-Encoding: gzip\r\nTransfer-Encoding: Chunked", "1\r\nx\r\n0\r\n\r\n", "x")]
    [InlineData("Transfer-Encoding: ,\r\nContent-Length: 1", "x", "x")]
    [InlineData("Transfer-Encoding: chunked", "1\r\nx\r\nno size\r\n", "x")]
    [InlineData("Transfer-Encoding: chunked", "1\r\nx\r\n7FFFFFFF0", "x")]
    [InlineData("Transfer-Encoding: chunked", "1\r\nx\r\n\n", "x")]
    [InlineData("Transfer-Encoding: chunked", "1\r\nx\r\n\r", "x")]
    [InlineData("Transfer-Encoding: chunked", "1\r\nx\r\n;", "x")]
    [InlineData("Transfer-Encoding: chunked", "1\r\nx\r\n5\r5", "x")]
    [InlineData("Transfer-Encoding: chunked", "1\r\nx\r\n5\r;", "x")]
    [InlineData("Transfer-Encoding: chunked", "1\r\nx\r\n5\r\r", "x")]
    [InlineData("Transfer-Encoding: chunked", "1\r\nx\r\n5;a\rb", "x")]
    [InlineData("Transfer-Encoding: chunked", "1\r\nx\r\r", "x")]
    [InlineData("Transfer-Encoding: chunked", "1\r\nx\r\n0\r\nA: b\rC", "x")]
    [InlineData("Transfer-Encoding: chunked", "1\r\nx\r\n0\r\n\rA", "x")]
    [InlineData("Transfer-Encoding: chunked", "1\r\nx\r\n1 \t\r\nx", "x")]
    [InlineData("Transfer-Encoding: chunked", "1 ;a=b\r\nx\r\n0\r\n\r\n", "x")]
    [InlineData("Transfer-Encoding: chunked", "1\r\nx\r\n1\nx", "x")]
    [InlineData("Transfer-Encoding: chunked", "1\r\nx\r\n1;a\nx", "x")]
    [InlineData("Transfer-Encoding: chunked", "1\r\nx\n1\r\nx", "x")]
    [InlineData("Transfer-Encoding: chunked", "1\r\nx\r\n0\r\nA: b\n\r\n", "x")]
    [InlineData("Transfer-Encoding: chunked", "000000001\r\nx\r\n0\r\n\r\n", "x")]
    public void A_refusal_is_told_with_its_body_as_soon_as_that_is_whole(string framing, string sent, string body)
    {
        foreach (
            var scene in new[]
            {
                Scene.Client().Receives(Heads.Of(["HTTP/1.1 401 Unauthorized", framing], sent)),
                sent.Aggregate(Scene.Client().Reads(["HTTP/1.1 401 Unauthorized", framing]), (sofar, octet) => sofar.Reads($"{octet}")),
            }
        )
        {
            var response = Assert.Single(scene.Effects.OfType<Effect.UpgradeRejected>()).Response;
            Assert.Equal((401, "Unauthorized", body), (response.Head.Status, response.Head.Reason, response.Body.ToText()));
            Assert.Equal("RFC 6455 §4.1", scene.Closure.Error.Map(error => error.Rule).IfNone(""));
        }
    }

    [Theory]
    [InlineData("X: no length")]
    [InlineData("Content-Length: six")]
    [InlineData("Content-Length: -6")]
    [InlineData("Content-Length: 6\r\nContent-Length: 6")]
    [InlineData("Transfer-Encoding: gzip\r\nContent-Length: 6")]
    [InlineData("Transfer-Encoding: chunked, gzip\r\nContent-Length: 6")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip")]
    public void A_refusal_without_a_length_ends_with_the_transport(string framing)
    {
        var scene = Scene.Client().Receives(Heads.Of(["HTTP/1.1 503", framing], "to the"));
        Assert.IsType<Phase.ReadingRefusal>(scene.State.Phase);
        Assert.Equal(
            "to the end",
            Assert.Single(scene.Reads(" end").Then(new Input.EndOfStream()).Effects.OfType<Effect.UpgradeRejected>()).Response.Body.ToText()
        );
    }

    [Theory]
    [InlineData("X: to the end", "")]
    [InlineData("Content-Length: 1000", "")]
    [InlineData("Transfer-Encoding: chunked", "3E8\r\n")]
    public void A_refusal_over_the_limit_is_told_as_far_as_it_fits(string framing, string start)
    {
        var options = new ConnectionOptions { Limits = new Limits { MaxHeadBytes = 100 } };
        var scene = Scene.Client(options).Receives(Heads.Of(["HTTP/1.1 500 x", framing], start + new string('b', 1000)));
        Assert.Equal(100, Assert.Single(scene.Effects.OfType<Effect.UpgradeRejected>()).Response.Body.Length);
    }

    [Fact]
    public void A_refusal_over_the_limit_is_told_as_far_as_it_fits_however_it_comes()
    {
        var options = new ConnectionOptions { Limits = new Limits { MaxHeadBytes = 100 } };
        var scene = Scene.Client(options).Receives(Heads.Of(["HTTP/1.1 500 x"], new string('b', 60))).Reads(new string('c', 60));
        Assert.Equal(
            new string('b', 60) + new string('c', 40),
            Assert.Single(scene.Effects.OfType<Effect.UpgradeRejected>()).Response.Body.ToText()
        );
    }

    [Fact]
    public void A_refusal_in_chunks_ends_behind_all_of_its_trailer()
    {
        var scene = Scene.Client().Receives(Heads.Of(["HTTP/1.1 500 x", "Transfer-Encoding: chunked"], "1\r\nx\r\n0\r\nA: b\r\nC: d\r\n"));
        Assert.IsType<Phase.ReadingRefusal>(scene.State.Phase);
        Assert.Single(scene.Reads("\r\n").Effects.OfType<Effect.UpgradeRejected>());
    }

    [Fact]
    public void What_frames_the_chunks_of_a_refusal_counts_against_no_limit()
    {
        var options = new ConnectionOptions { Limits = new Limits { MaxHeadBytes = 100 } };
        var chunks = string.Concat(Enumerable.Repeat("1;extension=of no interest\r\nx\r\n", 60)) + "0\r\n\r\n";
        var scene = Scene.Client(options).Receives(Heads.Of(["HTTP/1.1 500 x", "Transfer-Encoding: chunked"], chunks));
        Assert.Equal(60, Assert.Single(scene.Effects.OfType<Effect.UpgradeRejected>()).Response.Body.Length);
    }

    [Fact]
    public void A_refusal_that_does_not_end_is_told_when_the_time_is_over() =>
        Assert.Equal(
            "slow",
            Assert
                .Single(
                    Scene
                        .Client()
                        .Receives(Heads.Of(["HTTP/1.1 500 x"], "slow"))
                        .Then(new Input.Elapsed(TimerKind.OpeningHandshake))
                        .Effects.OfType<Effect.UpgradeRejected>()
                )
                .Response.Body.ToText()
        );

    [Theory]
    [InlineData("204 No Content", "X: no length")]
    [InlineData("204 No Content", "Content-Length: 5")]
    [InlineData("204 No Content", "Transfer-Encoding: chunked")]
    [InlineData("304 Not Modified", "X: no length")]
    [InlineData("304 Not Modified", "Content-Length: 5")]
    [InlineData("304 Not Modified", "Transfer-Encoding: chunked")]
    public void A_status_that_has_no_body_is_told_at_once_whatever_its_fields_say(string status, string framing)
    {
        var scene = Scene.Client().Receives(Heads.Of([$"HTTP/1.1 {status}", framing], "no body"));
        Assert.Equal(0, Assert.Single(scene.Effects.OfType<Effect.UpgradeRejected>()).Response.Body.Length);
        Assert.IsType<Phase.Closed>(scene.State.Phase);
    }

    [Fact]
    public void A_200_says_no_and_not_to_wait() =>
        Assert.Single(Scene.Client().Reads(["HTTP/1.1 200 OK", "Content-Length: 0"]).Effects.OfType<Effect.UpgradeRejected>());

    [Fact]
    public void No_response_in_time_fails_the_connection() =>
        Assert.Equal(
            (1006, "RFC 6455 §4.1"),
            (
                Scene.Client().Then(new Input.Elapsed(TimerKind.OpeningHandshake)).Error.Code,
                Scene.Client().Then(new Input.Elapsed(TimerKind.OpeningHandshake)).Error.Rule
            )
        );

    [Fact]
    public void A_transport_that_ends_before_the_response_fails_the_connection() =>
        Assert.Equal("RFC 6455 §4.1", Scene.Client().Reads("HTTP/1.1 101").Then(new Input.EndOfStream()).Error.Rule);

    private static string[] Without(string name) =>
        Heads.ResponseLines.Where(line => !line.StartsWith(name + ":", StringComparison.Ordinal)).ToArray();

    private static void Fails(string[] lines)
    {
        var scene = Scene.Client().Reads(lines);
        Assert.Equal(1006, scene.Error.Code);
        Assert.Empty(scene.Frames);
        Assert.IsType<Effect.CloseTransport>(scene.Effects.Last);
    }

    [Fact]
    public void A_client_that_is_started_while_it_reads_a_refusal_has_a_deadline_for_it()
    {
        var unstarted = new Conversation(Role.Client, ConnectionOptions.Default, startsOpen: false, [], [], 0).Start;
        var reading = Scene.Of(unstarted).Reads("HTTP/1.1 403 Forbidden\r\n\r\n").Then(new Input.Start());
        Assert.Equal(TimerKind.OpeningHandshake, reading.State.Timer);
        Assert.IsType<Phase.Closed>(reading.Then(new Input.Elapsed(TimerKind.OpeningHandshake)).State.Phase);
    }
}
