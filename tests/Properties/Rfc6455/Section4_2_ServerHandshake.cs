namespace Pure.WebSockets.Properties;

public sealed class Section4_2_ServerHandshake
{
    [Fact]
    public void A_request_by_the_rules_is_told_to_the_application_which_answers()
    {
        var scene = Scene.Server().Reads(Heads.RequestLines);
        var request = Assert.Single(scene.Effects.OfType<Effect.UpgradeRequested>()).Request;
        Assert.Equal(("/chat", 2), (request.Target, request.Subprotocols.Count()));
        Assert.Equal(TimerKind.None, scene.State.Timer);
        scene = scene.Then(new Input.Accept(Acceptance.Plain));
        Assert.Equal(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                + "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
            scene.Head
        );
        Assert.Contains(new Effect.Opened(Agreement.Plain), scene.Effects);
        Assert.True(scene.IsOpen);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("HEAD")]
    [InlineData("get")]
    public void A_method_that_is_not_GET_is_answered_by_405_with_Allow(string method) =>
        IsAnswered(["" + method + " /chat HTTP/1.1", .. Heads.RequestLines[1..]], 405, "Allow: GET");

    [Theory]
    [InlineData("Host")]
    [InlineData("Connection")]
    [InlineData("Sec-WebSocket-Key")]
    public void A_request_without_a_field_it_needs_is_answered_by_400(string name) => IsAnswered(Without(name), 400);

    [Theory]
    [InlineData("dGhlIHNhbXBsZSBub25jZX==")]
    [InlineData("dGhlIHNhbXBsZSBub25jZf==")]
    public void A_key_whose_last_bits_stand_for_nothing_and_are_not_zero_decodes_to_16_bytes(string key) =>
        Assert.Contains(
            $"\r\nSec-WebSocket-Accept: {AcceptKey.Compute(key)}\r\n",
            Scene
                .Server()
                .Reads([.. Without("Sec-WebSocket-Key"), "Sec-WebSocket-Key: " + key])
                .Then(new Input.Accept(Acceptance.Plain))
                .Head,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("http://x/admin", "/admin", "x")]
    [InlineData("HTTPS://example.com:8443/a/b?c=d", "/a/b?c=d", "example.com:8443")]
    [InlineData("http://[::1]:80/", "/", "[::1]:80")]
    [InlineData("http://x", "/", "x")]
    [InlineData("http://x?a=/b", "/?a=/b", "x")]
    [InlineData("//x/admin", "//x/admin", "example.com")]
    public void Of_a_target_in_absolute_form_the_resource_counts_and_its_host_is_that_of_the_request(
        string target,
        string resource,
        string host
    )
    {
        var request = Assert
            .Single(Scene.Server().Reads([$"GET {target} HTTP/1.1", .. Heads.RequestLines[1..]]).Effects.OfType<Effect.UpgradeRequested>())
            .Request;
        Assert.Equal((resource, host), (request.Target, request.Host.IfNone("")));
        Assert.Equal(resource.Split('?')[0], request.Path);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("admin")]
    [InlineData("x:80")]
    [InlineData("http:/x/admin")]
    [InlineData("http:///admin")]
    [InlineData("http://user@x/")]
    [InlineData("http://x:port/")]
    [InlineData("ftp://x/")]
    [InlineData("?a=b")]
    public void A_target_that_is_neither_a_path_nor_such_a_URI_is_answered_by_400(string target) =>
        IsAnswered([$"GET {target} HTTP/1.1", .. Heads.RequestLines[1..]], 400);

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("x:port")]
    [InlineData("x:65536")]
    [InlineData("x:80:80")]
    [InlineData("user@x")]
    [InlineData("x/path")]
    [InlineData("http://x")]
    [InlineData("[::1")]
    [InlineData("::1")]
    [InlineData("[]")]
    [InlineData("[x]")]
    [InlineData("x%2")]
    [InlineData(":80")]
    public void A_Host_that_is_no_host_is_answered_by_400(string host) => IsAnswered([.. Without("Host"), "Host: " + host], 400);

    [Theory]
    [InlineData("x")]
    [InlineData("x:")]
    [InlineData("x:65535")]
    [InlineData("a_b.example.com.")]
    [InlineData("127.0.0.1:80")]
    [InlineData("[::ffff:127.0.0.1]:80")]
    [InlineData("x%20y")]
    public void A_Host_is_a_name_or_an_address_with_or_without_a_port(string host) =>
        Assert.Contains(Scene.Server().Reads([.. Without("Host"), "Host: " + host]).Effects, effect => effect is Effect.UpgradeRequested);

    [Fact]
    public void Two_origins_are_answered_by_400() =>
        IsAnswered([.. Heads.RequestLines, "Origin: https://example.com", "Origin: https://example.com"], 400);

    [Theory]
    [InlineData("https://example.com", "example.com", true)]
    [InlineData("HTTPS://EXAMPLE.com", "example.COM", true)]
    [InlineData("https://example.com", "example.com:443", true)]
    [InlineData("https://example.com:443", "example.com", true)]
    [InlineData("http://example.com", "example.com", true)]
    [InlineData("http://example.com:8080", "example.com:8080", true)]
    [InlineData("https://example.com:8080", "example.com:8080", true)]
    [InlineData("app://example.com:8080", "example.com:8080", true)]
    [InlineData("http://[::1]:9001", "[::1]:9001", true)]
    [InlineData("http://example.com", "example.com:443", false)]
    [InlineData("http://example.com:8080", "example.com", false)]
    [InlineData("http://example.com", "example.com:8080", false)]
    [InlineData("http://evil.example", "example.com", false)]
    [InlineData("http://example.com.evil.example", "example.com", false)]
    [InlineData("http://example.com/", "example.com", false)]
    [InlineData("http://example.com@evil.example", "example.com", false)]
    [InlineData("app://example.com", "example.com", false)]
    [InlineData("example.com", "example.com", false)]
    [InlineData("null", "null", false)]
    [InlineData("", "example.com", false)]
    public void An_origin_is_of_the_same_host_when_its_host_and_its_port_are_those_asked(string origin, string host, bool same)
    {
        var request = Assert
            .Single(
                Scene.Server().Reads([.. Without("Host"), "Host: " + host, "Origin: " + origin]).Effects.OfType<Effect.UpgradeRequested>()
            )
            .Request;
        Assert.Equal(same, request.IsOfSameHost);
    }

    [Theory]
    [InlineData("Host")]
    [InlineData("Sec-WebSocket-Key")]
    public void A_field_that_stands_twice_is_answered_by_400(string name) =>
        IsAnswered([.. Heads.RequestLines, Heads.RequestLines.Single(line => line.StartsWith(name, StringComparison.Ordinal))], 400);

    [Fact]
    public void No_upgrade_to_websocket_is_answered_by_426_with_Upgrade()
    {
        IsAnswered(Without("Upgrade"), 426, "Upgrade: websocket");
        IsAnswered([.. Without("Upgrade"), "Upgrade: h2c"], 426, "Upgrade: websocket");
        IsAnswered([.. Without("Upgrade"), "Upgrade: websockets"], 426, "Upgrade: websocket");
    }

    [Theory]
    [InlineData("Sec-WebSocket-Version: 8")]
    [InlineData("Sec-WebSocket-Version: 14")]
    [InlineData("Sec-WebSocket-Version: 13, 8")]
    [InlineData("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Version: 13")]
    [InlineData("X: no version")]
    public void Another_version_is_answered_by_426_with_the_version_that_we_speak(string line) =>
        IsAnswered([.. Without("Sec-WebSocket-Version"), line], 426, "Sec-WebSocket-Version: 13");

    [Theory]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("AAAAAAAAAAAA AAAAAAAAA==")]
    [InlineData("AAAAAAAAAAAA-AAAAAAAAA==")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA==AAAA")]
    public void A_key_that_is_not_16_bytes_in_base64_is_answered_by_400(string key) =>
        IsAnswered([.. Without("Sec-WebSocket-Key"), "Sec-WebSocket-Key: " + key], 400);

    [Theory]
    [InlineData("Upgrade", "Upgrade: h2c, WebSocket")]
    [InlineData("Connection", "connection: keep-alive, UPGRADE")]
    [InlineData("Connection", "Connection: keep-alive\r\nConnection: upgrade")]
    [InlineData("Host", "HOST:example.com")]
    [InlineData("Sec-WebSocket-Version", "sec-websocket-version:\t13 ")]
    [InlineData("X", "Content-Length: 0")]
    [InlineData("X", "Sec-WebSocket-Extensions: a, b; c; d=e; f=\"g\"")]
    public void Names_and_tokens_have_no_case_and_lists_may_hold_more(string name, string line) =>
        Assert.Contains(Scene.Server().Reads([.. Without(name), line]).Effects, effect => effect is Effect.UpgradeRequested);

    [Theory]
    [InlineData("Content-Length: 5")]
    [InlineData("Content-Length: 0\r\nContent-Length: 1")]
    [InlineData("Transfer-Encoding: chunked")]
    public void A_request_with_a_body_is_answered_by_400(string line) => IsAnswered([.. Heads.RequestLines, line], 400);

    [Theory]
    [InlineData("Sec-WebSocket-Protocol: chat")]
    [InlineData("Sec-WebSocket-Protocol: a b")]
    [InlineData("Sec-WebSocket-Protocol: a/b")]
    [InlineData("Sec-WebSocket-Extensions: a;")]
    [InlineData("Sec-WebSocket-Extensions: ;")]
    [InlineData("Sec-WebSocket-Extensions: a; b=")]
    [InlineData("Sec-WebSocket-Extensions: a; b=\"")]
    [InlineData("Sec-WebSocket-Extensions: a; b=\"c d\"")]
    [InlineData("Sec-WebSocket-Extensions: a b")]
    public void Offers_that_are_no_lists_of_different_tokens_are_answered_by_400(string line) =>
        IsAnswered([.. Heads.RequestLines, line], 400);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public void While_the_answer_is_awaited_the_kernel_takes_nothing_and_says_so(int octets)
    {
        var asked = Scene.Server().Reads(Heads.RequestLines).State;
        var progress = Kernel.Receive(asked, new byte[octets], new byte[100]);
        Assert.Equal(
            (true, 0, 0, false, StepEvent.Nothing),
            (progress.AnswerAwaited, progress.Consumed, progress.Needed, progress.More, progress.Event)
        );
        Assert.Same(asked, progress.Next);
        Assert.Equal(0, Kernel.GetReceiveBufferSize(asked, new byte[octets]));
        Assert.False(Kernel.Receive(Kernel.Accept(asked, Acceptance.Plain).Next, default, default).AnswerAwaited);
    }

    [Fact]
    public void A_frame_that_came_with_the_request_waits_for_the_answer_at_every_cut()
    {
        byte[] wire =
        [
            .. Heads.Of(Heads.RequestLines),
            .. new WireFrame(Final: true, 0, 1, ByteString.FromText("hi")) { Key = MaskKey.FromBytes(1, 2, 3, 4) }.ToBytes(),
        ];
        for (var cut = 0; cut <= wire.Length; cut++)
        {
            var scene = Scene.Server().Receives(wire[..cut]);
            var answered = scene.State.Phase is Phase.AwaitingAnswer;
            if (answered) scene = scene.Then(new Input.Accept(Acceptance.Plain));
            scene = scene.Receives(wire[cut..]);
            if (!answered) scene = scene.Then(new Input.Accept(Acceptance.Plain));
            Assert.True(scene.IsOpen);
            Assert.Equal("hi", Assert.Single(scene.Messages).Text);
        }
    }

    [Fact]
    public void What_came_with_a_rejected_request_is_thrown_away()
    {
        var scene = Scene
            .Server()
            .Receives([.. Heads.Of(Heads.RequestLines), 0x81, 0xFF])
            .Then(new Input.Reject(Rejection.WithStatus(403)))
            .Receives(0x81);
        Assert.Null(scene.Effects.OfType<Effect.Failed>().FirstOrDefault());
        Assert.Equal((0, 0), (scene.State.StepBuffer.UnconsumedInput.Length, scene.State.StepBuffer.Message.Length));
        Assert.IsType<Phase.Closed>(scene.State.Phase);
    }

    [Fact]
    public void A_server_chooses_one_of_the_subprotocols_offered()
    {
        var scene = Scene.Server().Reads(Heads.RequestLines);
        var request = Assert.Single(scene.Effects.OfType<Effect.UpgradeRequested>()).Request;
        Assert.Equal("superchat", request.ChooseSubprotocol("v2", "superchat", "chat"));
        Assert.True(request.ChooseSubprotocol("CHAT", "v2").IsNone);
        var accepted = scene.Then(new Input.Accept(new Acceptance("superchat", Seq<Header>.Empty)));
        Assert.Contains("\r\nSec-WebSocket-Protocol: superchat\r\n", accepted.Head, StringComparison.Ordinal);
        Assert.Equal("superchat", accepted.State.Agreement.Subprotocol);
        Assert.Equal("RFC 6455 §4.2.2", scene.Then(new Input.Accept(new Acceptance("v2", Seq<Header>.Empty))).Refusal.Rule);
    }

    [Fact]
    public void A_rejection_is_a_response_with_its_body_and_ends_the_connection()
    {
        var scene = Scene
            .Server()
            .Reads(Heads.RequestLines)
            .Then(
                new Input.Reject(
                    new Rejection(401, new Seq<Header>(new[] { new Header("WWW-Authenticate", "Basic") }), ByteString.FromText("no"))
                )
            );
        Assert.Equal(
            "HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 2\r\nContent-Type: text/plain; "
                + "charset=utf-8\r\nWWW-Authenticate: Basic\r\n\r\nno",
            scene.Head
        );
        Assert.DoesNotContain(
            "Content-Type",
            Scene.Server().Reads(Heads.RequestLines).Then(new Input.Reject(Rejection.WithStatus(403))).Head,
            StringComparison.Ordinal
        );
        var typed = Scene
            .Server()
            .Reads(Heads.RequestLines)
            .Then(
                new Input.Reject(
                    new Rejection(403, new Seq<Header>(new[] { new Header("Content-Type", "application/json") }), ByteString.FromText("{}"))
                )
            )
            .Head;
        Assert.Contains("Content-Type: application/json\r\n", typed, StringComparison.Ordinal);
        Assert.DoesNotContain("text/plain", typed, StringComparison.Ordinal);
        Assert.IsType<Effect.CloseTransport>(scene.Effects.Last);
        Assert.DoesNotContain(scene.Effects, effect => effect is Effect.Failed);
    }

    [Fact]
    public void A_rejection_with_304_has_no_body_and_no_length_of_one()
    {
        var asked = Scene.Server().Reads(Heads.RequestLines);
        Assert.Equal("HTTP/1.1 304 \r\nConnection: close\r\n\r\n", asked.Then(new Input.Reject(Rejection.WithStatus(304))).Head);
        var refused = asked.Then(new Input.Reject(new Rejection(304, Seq<Header>.Empty, ByteString.FromText("a body"))));
        Assert.Equal("RFC 9110 §6.4.1", refused.Refusal.Rule);
        Assert.Equal("", refused.Head);
    }

    [Theory]
    [InlineData(301, "Moved Permanently")]
    [InlineData(302, "Found")]
    [InlineData(307, "Temporary Redirect")]
    [InlineData(308, "Permanent Redirect")]
    [InlineData(400, "Bad Request")]
    [InlineData(401, "Unauthorized")]
    [InlineData(403, "Forbidden")]
    [InlineData(404, "Not Found")]
    [InlineData(405, "Method Not Allowed")]
    [InlineData(408, "Request Timeout")]
    [InlineData(426, "Upgrade Required")]
    [InlineData(429, "Too Many Requests")]
    [InlineData(431, "Request Header Fields Too Large")]
    [InlineData(500, "Internal Server Error")]
    [InlineData(503, "Service Unavailable")]
    [InlineData(505, "HTTP Version Not Supported")]
    [InlineData(300, "")]
    [InlineData(599, "")]
    public void A_rejection_says_what_its_status_means(int status, string reason) =>
        Assert.StartsWith(
            $"HTTP/1.1 {status} {reason}\r\n",
            Scene.Server().Reads(Heads.RequestLines).Then(new Input.Reject(Rejection.WithStatus(status))).Head,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("/chat", "/chat", "")]
    [InlineData("/chat?", "/chat", "")]
    [InlineData("/chat?a=b?c", "/chat", "a=b?c")]
    public void The_target_of_a_request_has_a_path_and_a_query(string target, string path, string query)
    {
        var request = Assert
            .Single(Scene.Server().Reads([$"GET {target} HTTP/1.1", .. Heads.RequestLines[1..]]).Effects.OfType<Effect.UpgradeRequested>())
            .Request;
        Assert.Equal((target, path, query), (request.Target, request.Path, request.Query));
    }

    [Fact]
    public void The_origin_of_a_request_is_told_where_there_is_one()
    {
        Assert.Equal(Option<string>.Some("https://example.com"), Origin("origin: https://example.com"));
        Assert.Equal(Option<string>.None, Origin("X: no origin"));

        static Option<string> Origin(string line) =>
            Assert.Single(Scene.Server().Reads([.. Without("Origin"), line]).Effects.OfType<Effect.UpgradeRequested>()).Request.Origin;
    }

    [Theory]
    [InlineData(101)]
    [InlineData(200)]
    [InlineData(299)]
    [InlineData(600)]
    public void A_rejection_with_a_status_that_refuses_nothing_is_refused(int status) =>
        Assert.Equal(
            "RFC 6455 §4.2.2",
            Scene.Server().Reads(Heads.RequestLines).Then(new Input.Reject(Rejection.WithStatus(status))).Refusal.Rule
        );

    [Fact]
    public void A_request_that_does_not_come_in_time_is_answered_by_408()
    {
        var scene = Scene.Server().Reads("GET / HT");
        Assert.Equal(TimerKind.OpeningHandshake, scene.State.Timer);
        Assert.StartsWith("HTTP/1.1 408 ", scene.Then(new Input.Elapsed(TimerKind.OpeningHandshake)).Head, StringComparison.Ordinal);
    }

    [Fact]
    public void A_transport_that_ends_before_the_answer_fails_the_handshake()
    {
        foreach (var scene in new[] { Scene.Server(), Scene.Server().Reads("GET"), Scene.Server().Reads(Heads.RequestLines) })
        {
            var end = scene.Then(new Input.EndOfStream());
            Assert.Equal((1006, "RFC 6455 §4.1"), (end.Error.Code, end.Error.Rule));
            Assert.Empty(end.Outputs);
        }
    }

    private static string[] Without(string name) =>
        Heads.RequestLines.Where(line => !line.StartsWith(name + ":", StringComparison.Ordinal)).ToArray();

    private static void IsAnswered(string[] lines, int status, string field = "Connection: close")
    {
        var scene = Scene.Server().Reads(lines);
        Assert.StartsWith($"HTTP/1.1 {status} ", scene.Head, StringComparison.Ordinal);
        Assert.Contains("\r\n" + field + "\r\n", scene.Head, StringComparison.Ordinal);
        Assert.Equal(1006, scene.Error.Code);
        Assert.Empty(scene.Frames);
        Assert.IsType<Effect.CloseTransport>(scene.Effects.Last);
    }
}
