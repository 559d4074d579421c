using System.Text;

namespace Pure.WebSockets.Properties;

/// <summary>RFC 9112: how strictly a server and a client parse heads.</summary>
public sealed class Rfc9112_Heads
{
    [Theory]
    [InlineData("GET / HTTP/1.1\n", 15)]
    [InlineData("GET / HTTP/1.1\r\nHost: x\n", 24)]
    [InlineData("GET / HTTP/1.1\rX", 16)]
    [InlineData("GET / HTTP/1.1\r\r", 16)]
    [InlineData("GET / HTTP/1.1\r\n\n", 17)]
    [InlineData("GET / HTTP/1.1\r\n\rX", 18)]
    public void A_line_ends_with_CR_LF_and_with_nothing_less(string head, int bytes)
    {
        Assert.Equal(bytes, Scene.Server().BytesUntilFailure(System.Text.Encoding.Latin1.GetBytes(head + "and more")));
        IsAnswered(head, 400, "RFC 9112 §2.2");
    }

    [Theory]
    [InlineData(" folded")]
    [InlineData("\tfolded")]
    public void A_folded_line_is_refused(string line) => IsAnswered($"GET / HTTP/1.1\r\nHost: x\r\n{line}\r\n\r\n", 400, "RFC 9112 §5.2");

    [Theory]
    [InlineData("Host : x")]
    [InlineData(": x")]
    [InlineData("Ho st: x")]
    [InlineData("Ho(st): x")]
    [InlineData("Hóst: x")]
    [InlineData("Ho\0st: x")]
    public void The_name_of_a_field_is_a_token(string line) => IsAnswered($"GET / HTTP/1.1\r\n{line}\r\n\r\n", 400, "RFC 9112 §5.1");

    [Fact]
    public void A_field_has_a_colon() => IsAnswered("GET / HTTP/1.1\r\nHost\r\n\r\n", 400, "RFC 9112 §5");

    [Theory]
    [InlineData('\0')]
    [InlineData('\u0001')]
    [InlineData('\u000b')]
    [InlineData('\u001f')]
    [InlineData('\u007f')]
    public void The_value_of_a_field_holds_no_control_character(char control) =>
        IsAnswered($"GET / HTTP/1.1\r\nHost: a{control}b\r\n\r\n", 400, "RFC 9112 §5.5");

    [Theory]
    [InlineData("GET")]
    [InlineData("GET /")]
    [InlineData("GET / ")]
    [InlineData("GET / HTTP/1.1 ")]
    [InlineData(" GET / HTTP/1.1")]
    public void A_request_line_has_three_parts(string line) => IsAnswered(line + "\r\n\r\n", 400, "RFC 9112 §3");

    [Fact]
    public void A_method_is_a_token() => IsAnswered("G@T / HTTP/1.1\r\n\r\n", 400, "RFC 9112 §3.1");

    [Theory]
    [InlineData("/#fragment")]
    [InlineData("/\u0001")]
    [InlineData("/ü")]
    [InlineData("")]
    [InlineData(" /")]
    public void A_target_holds_what_may_stand_in_one(string target) => IsAnswered($"GET {target} HTTP/1.1\r\n\r\n", 400, "RFC 9112 §3.2");

    [Theory]
    [InlineData("HTTP/1.0", 505)]
    [InlineData("HTTP/2.0", 505)]
    [InlineData("HTTP/0.9", 505)]
    [InlineData("http/1.1", 400)]
    [InlineData("HTTP/11", 400)]
    [InlineData("HTTP/1.1.1", 400)]
    [InlineData("HTTP/9.9", 505)]
    [InlineData("HTTP/x.1", 400)]
    [InlineData("HTTP/1.x", 400)]
    public void The_version_is_1_1(string version, int status) => IsAnswered($"GET / {version}\r\n\r\n", status, "RFC 6455 §4.1");

    [Theory]
    [InlineData("a, b\r\n c", "a, b c")]
    [InlineData("a \t\r\n \t b\t\r\n\t c ", "a b c")]
    [InlineData("\r\n a", "a")]
    [InlineData("a\r\n \r\n b", "a b")]
    public void A_folded_field_of_a_response_is_read_with_a_space_in_place_of_each_fold(string value, string told)
    {
        var opened = Assert.Single(Scene.Client().Reads([.. Heads.ResponseLines, "X: " + value]).Effects.OfType<Effect.Opened>());
        Assert.Equal(told, Told(opened.Response.IfNone(() => throw new InvalidOperationException("no response")), "X"));
        var refused = Assert.Single(
            Scene
                .Client()
                .Reads(["HTTP/1.1 401 Unauthorized", "Content-Length: 0", "WWW-Authenticate: " + value])
                .Effects.OfType<Effect.UpgradeRejected>()
        );
        Assert.Equal(told, Told(refused.Response.Head, "WWW-Authenticate"));
    }

    [Fact]
    public void A_response_that_opens_may_fold_the_fields_that_it_needs() =>
        Assert.True(
            Scene
                .Client()
                .Reads([
                    "HTTP/1.1 101 x",
                    "Upgrade:\r\n websocket",
                    "Connection: keep-alive,\r\n\tUpgrade",
                    "Sec-WebSocket-Accept:\r\n s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
                ])
                .IsOpen
        );

    [Fact]
    public void Before_the_first_field_of_a_response_there_is_nothing_to_fold() =>
        Assert.Equal("RFC 9112 §2.2", Scene.Client().Reads(["HTTP/1.1 101 x", " X: y"]).Error.Rule);

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void Empty_lines_before_a_request_are_passed_over_however_they_are_cut(int lines)
    {
        byte[] request = [.. Enumerable.Repeat("\r\n"u8.ToArray(), lines).SelectMany(line => line), .. Heads.Of(Heads.RequestLines)];
        Assert.Contains(Scene.Server().Receives(request).Effects, effect => effect is Effect.UpgradeRequested);
        Assert.Contains(
            request.Aggregate(Scene.Server(), (scene, octet) => scene.Receives([octet])).Effects,
            effect => effect is Effect.UpgradeRequested
        );
        Assert.Contains(
            Scene.Server(Limited(Heads.Of(Heads.RequestLines).Length)).Receives(request).Effects,
            effect => effect is Effect.UpgradeRequested
        );
    }

    [Fact]
    public void Empty_lines_before_a_request_have_a_bound()
    {
        var lines = string.Concat(Enumerable.Repeat("\r\n", 9));
        Assert.Equal(18, Scene.Server().BytesUntilFailure(Encoding.Latin1.GetBytes(lines + "GET")));
        IsAnswered(lines, 400, "RFC 9112 §2.2");
        Assert.Equal("more than 8 empty lines precede the request", Scene.Server().Reads(lines).Error.Seen);
    }

    [Fact]
    public void Before_a_response_there_is_no_empty_line() => Assert.Equal("RFC 9112 §4", Scene.Client().Reads("\r\n").Error.Rule);

    [Theory]
    [InlineData("\u0016\u0003\u0001\u0002\0\u0001", 1, "the input is TLS", "RFC 9112 §2.1")]
    [InlineData("\u0015\u0003\u0001\0\u0002", 1, "the input is TLS", "RFC 9112 §2.1")]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n", 20, "the input is SSH", "RFC 9112 §3")]
    [InlineData("\0\0\0\0", 1, "the method is not a token", "RFC 9112 §3.1")]
    [InlineData("\r\n\0\0", 3, "the method is not a token", "RFC 9112 §3.1")]
    [InlineData("\u00ff\u00fe", 1, "the method is not a token", "RFC 9112 §3.1")]
    [InlineData("GET /\0", 6, "the request target", "RFC 9112 §3.2")]
    [InlineData("GET / http", 7, "the version is", "RFC 6455 §4.1")]
    [InlineData("GET / HTTP/1.1x", 15, "the version is", "RFC 6455 §4.1")]
    [InlineData("HELO example.com\r\n", 17, "the request line does not have three parts", "RFC 9112 §3")]
    public void What_can_begin_no_request_is_refused_at_the_first_octet_that_cannot_be(string octets, int at, string seen, string rule)
    {
        Assert.Equal(at, Scene.Server().BytesUntilFailure(Encoding.Latin1.GetBytes(octets)));
        IsAnswered(octets, 400, rule);
        Assert.StartsWith(seen, Scene.Server().Reads(octets).Error.Seen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\u0015\u0003\u0003\0\u0002\u0002\u0046", 1, "the input is TLS", "RFC 9112 §2.1")]
    [InlineData("\u0016\u0003\u0003", 1, "the input is TLS", "RFC 9112 §2.1")]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n", 1, "the status line does not begin with the version", "RFC 9112 §4")]
    [InlineData("\0\0\0\0", 1, "the status line does not begin with the version", "RFC 9112 §4")]
    [InlineData("220 mail.example.com", 1, "the status line does not begin with the version", "RFC 9112 §4")]
    [InlineData("HTTP/2 101", 7, "the version is", "RFC 6455 §4.1")]
    [InlineData("HTTP/1.1 1x", 11, "the status code", "RFC 9112 §4")]
    [InlineData("HTTP/1.1 101 a\u0001", 15, "the reason phrase has a control character", "RFC 9112 §4")]
    public void What_can_begin_no_response_is_refused_at_the_first_octet_that_cannot_be(string octets, int at, string seen, string rule)
    {
        Assert.Equal(at, Scene.Client().BytesUntilFailure(Encoding.Latin1.GetBytes(octets)));
        var error = Scene.Client().Reads(octets).Error;
        Assert.StartsWith(seen, error.Seen, StringComparison.Ordinal);
        Assert.Equal(rule, error.Rule);
    }

    [Fact]
    public void A_head_may_have_the_limit_of_fields_and_not_one_more()
    {
        var request = Heads.Of([
            .. Heads.RequestLines,
            .. Enumerable.Range(0, 101 - Heads.RequestLines.Length).Select(number => $"X-{number}: y"),
        ]);
        Assert.Contains(Scene.Server().Receives(request).Effects, effect => effect is Effect.UpgradeRequested);
        var many = Heads.Of([
            .. Heads.RequestLines,
            .. Enumerable.Range(0, 102 - Heads.RequestLines.Length).Select(number => $"X-{number}: y"),
        ]);
        Assert.StartsWith("HTTP/1.1 431 ", Scene.Server().Receives(many).Head, StringComparison.Ordinal);
        Assert.Equal(
            ("RFC 6455 §10.4", "the head has 101 fields, but the limit is 100"),
            (Scene.Server().Receives(many).Error.Rule, Scene.Server().Receives(many).Error.Seen)
        );
        var wide = new ConnectionOptions { Limits = new Limits { MaxHeaderFields = 101 } };
        Assert.Contains(Scene.Server(wide).Receives(many).Effects, effect => effect is Effect.UpgradeRequested);
    }

    [Fact]
    public void A_response_may_have_the_limit_of_fields_and_not_one_more()
    {
        var fields = Heads.ResponseLines.Length - 1;
        Assert.True(
            Scene.Client(new ConnectionOptions { Limits = new Limits { MaxHeaderFields = fields } }).Reads(Heads.ResponseLines).IsOpen
        );
        var few = new ConnectionOptions { Limits = new Limits { MaxHeaderFields = fields - 1 } };
        Assert.Equal(
            $"the head has {fields} fields, but the limit is {fields - 1}",
            Scene.Client(few).Reads(Heads.ResponseLines).Error.Seen
        );
        Assert.Equal("RFC 6455 §10.4", Scene.Client(few).Reads(["HTTP/1.1 401 x", .. Enumerable.Repeat("X: y", fields)]).Error.Rule);
    }

    [Fact]
    public void A_head_may_have_the_limit_and_not_one_byte_more()
    {
        var head = Heads.Of(Heads.RequestLines);
        Assert.Contains(Scene.Server(Limited(head.Length)).Receives(head).Effects, effect => effect is Effect.UpgradeRequested);
        var scene = Scene.Server(Limited(head.Length - 1)).Receives(head);
        Assert.StartsWith("HTTP/1.1 431 Request Header Fields Too Large\r\n", scene.Head, StringComparison.Ordinal);
        Assert.Equal("RFC 6455 §10.4", scene.Error.Rule);
        Assert.Equal(101, Scene.Server(Limited(100)).BytesUntilFailure(head));
        Assert.Equal("RFC 6455 §10.4", Scene.Server(Limited(head.Length - 1)).Receives(head[..50]).Receives(head[50..]).Error.Rule);
    }

    [Fact]
    public void A_response_may_have_the_limit_and_not_one_byte_more()
    {
        var head = Heads.Of(Heads.ResponseLines);
        Assert.True(Scene.Client(Limited(head.Length)).Receives(head).IsOpen);
        Assert.Equal("RFC 6455 §10.4", Scene.Client(Limited(head.Length - 1)).Receives(head).Error.Rule);
    }

    [Fact]
    public void A_value_is_read_without_the_white_space_around_it() =>
        Assert.Equal("a  b", Parsed("X: \t a  b \t").Map(head => head.Headers.First().Value).IfLeft(""));

    [Fact]
    public void A_value_may_be_empty_and_hold_bytes_above_ASCII()
    {
        Assert.Equal("", Parsed("X:").Map(head => head.Headers.First().Value).IfLeft("refused"));
        Assert.Equal("Üÿ", Parsed("X: Üÿ").Map(head => head.Headers.First().Value).IfLeft("refused"));
    }

    [Theory]
    [InlineData(60, "")]
    [InlineData(61, "…")]
    public void What_was_seen_of_a_head_is_told_cut_to_60_characters(int length, string end) =>
        Assert.EndsWith(
            $": \"{new string('x', 60)}{end}\"",
            Parsed(new string('x', length)).Match(Right: _ => "", Left: error => error.Seen),
            StringComparison.Ordinal
        );

    [Fact]
    public void What_was_seen_of_a_head_is_told_without_what_breaks_a_line() =>
        Assert.EndsWith(
            ": \"a ~??b\"",
            Parsed("a ~\u001f\u007fb").Match(Right: _ => "", Left: error => error.Seen),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("HTTP/1.1")]
    [InlineData("HTTP/1.1 99 x")]
    [InlineData("HTTP/1.1 1000 x")]
    [InlineData("HTTP/1.1 099 x")]
    [InlineData("HTTP/1.1 +10 x")]
    [InlineData("HTTP/1.1  101 x")]
    [InlineData("HTTP/1.1 101 a\0b")]
    [InlineData("HTTP/1.1 101 a\u001bb")]
    public void A_status_line_has_a_version_a_number_of_three_digits_and_a_reason_of_visible_characters(string line) =>
        Assert.Equal("RFC 9112 §4", Scene.Client().Reads([line]).Error.Rule);

    [Theory]
    [InlineData("HTTP/1.0 101 x")]
    [InlineData("HTTP/2 101 x")]
    public void A_response_has_version_1_1(string line)
    {
        var error = Scene.Client().Reads([line]).Error;
        Assert.Equal("RFC 6455 §4.1", error.Rule);
        Assert.StartsWith("the version is ", error.Seen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 401")]
    [InlineData("HTTP/1.1 401 ")]
    public void A_reason_may_be_absent(string line) =>
        Assert.Equal(
            "",
            Assert.Single(Scene.Client().Reads([line, "Content-Length: 0"]).Effects.OfType<Effect.UpgradeRejected>()).Response.Head.Reason
        );

    [Theory]
    [InlineData("")]
    [InlineData("/a\u0001")]
    [InlineData("/\u00e9")]
    public void A_target_holds_no_other_characters_than_may_stand_there(string target) =>
        Assert.Equal(
            "RFC 9112 §3.2",
            HeadParser.ParseRequest(Heads.Of([$"GET {target} HTTP/1.1", "Host: a"])).Match(Right: _ => "", Left: error => error.Rule)
        );

    private static string Told(ResponseHead head, string name) => HeaderList.Single(head.Headers, name).IfNone("no such field");

    private static ConnectionOptions Limited(int bytes) => new() { Limits = new Limits { MaxHeadBytes = bytes } };

    private static Either<HandshakeError, RequestHead> Parsed(string line) => HeadParser.ParseRequest(Heads.Of(["GET / HTTP/1.1", line]));

    private static void IsAnswered(string head, int status, string rule)
    {
        var scene = Scene.Server().Reads(head);
        Assert.StartsWith($"HTTP/1.1 {status} ", scene.Head, StringComparison.Ordinal);
        Assert.Equal(rule, scene.Error.Rule);
        Assert.EndsWith(
            $"\r\n\r\n{scene.Error.Seen} ({rule})\n",
            Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(scene.Head)),
            StringComparison.Ordinal
        );
        Assert.All(scene.Error.Seen, character => Assert.InRange(character, ' ', '…'));
    }
}
