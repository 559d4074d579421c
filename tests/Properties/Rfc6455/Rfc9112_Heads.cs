using System.Text;

namespace Pure.WebSockets.Properties;

/// <summary>RFC 9112: how strictly a head is read, by a server and by a client.</summary>
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
    public void The_value_of_a_field_holds_no_control_character(char control) => IsAnswered($"GET / HTTP/1.1\r\nHost: a{control}b\r\n\r\n", 400, "RFC 9112 §5.5");

    [Theory]
    [InlineData("")]
    [InlineData("GET")]
    [InlineData("GET /")]
    [InlineData("GET  / HTTP/1.1")]
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
        Assert.Equal("a  b", Parsed("X: \t a  b \t").Map(head => head.Headers[0].Value).IfLeft(""));

    [Fact]
    public void A_value_may_be_empty_and_hold_bytes_above_ASCII()
    {
        Assert.Equal("", Parsed("X:").Map(head => head.Headers[0].Value).IfLeft("refused"));
        Assert.Equal("Üÿ", Parsed("X: Üÿ").Map(head => head.Headers[0].Value).IfLeft("refused"));
    }

    [Theory]
    [InlineData(60, "")]
    [InlineData(61, "…")]
    public void What_was_seen_of_a_head_is_told_cut_to_60_characters(int length, string end) =>
        Assert.EndsWith($": \"{new string('x', 60)}{end}\"", Parsed(new string('x', length)).Match(Right: _ => "", Left: error => error.Seen), StringComparison.Ordinal);

    [Fact]
    public void What_was_seen_of_a_head_is_told_without_what_breaks_a_line() =>
        Assert.EndsWith(": \"a ~??b\"", Parsed("a ~\u001f\u007fb").Match(Right: _ => "", Left: error => error.Seen), StringComparison.Ordinal);

    [Theory]
    [InlineData("HTTP/1.1")]
    [InlineData("HTTP/1.1 99 x")]
    [InlineData("HTTP/1.1 1000 x")]
    [InlineData("HTTP/1.1 099 x")]
    [InlineData("HTTP/1.1 +10 x")]
    [InlineData("HTTP/1.1  101 x")]
    [InlineData("HTTP/1.1 101 a\0b")]
    [InlineData("HTTP/1.1 101 a\u001bb")]
    public void A_status_line_has_a_version_a_number_of_three_digits_and_a_reason_of_visible_characters(string line) => Assert.Equal("RFC 9112 §4", Scene.Client().Reads([line]).Error.Rule);

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
        Assert.Equal("", Assert.Single(Scene.Client().Reads([line, "Content-Length: 0"]).Effects.OfType<Effect.UpgradeRefused>()).Response.Head.Reason);

    [Theory]
    [InlineData("")]
    [InlineData("/a\u0001")]
    [InlineData("/\u00e9")]
    public void A_target_holds_no_other_characters_than_may_stand_there(string target) =>
        Assert.Equal("RFC 9112 §3.2", HeadParser.ParseRequest(Heads.Of([$"GET {target} HTTP/1.1", "Host: a"])).Match(Right: _ => "", Left: error => error.Rule));

    private static ConnectionOptions Limited(int bytes) => new() { Limits = new Limits { MaxHeadBytes = bytes } };

    private static Either<HandshakeError, RequestHead> Parsed(string line) => HeadParser.ParseRequest(Heads.Of(["GET / HTTP/1.1", line]));

    private static void IsAnswered(string head, int status, string rule)
    {
        var scene = Scene.Server().Reads(head);
        Assert.StartsWith($"HTTP/1.1 {status} ", scene.Head, StringComparison.Ordinal);
        Assert.Equal(rule, scene.Error.Rule);
        Assert.EndsWith($"\r\n\r\n{scene.Error.Seen} ({rule})\n", Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(scene.Head)), StringComparison.Ordinal);
        Assert.All(scene.Error.Seen, character => Assert.InRange(character, ' ', '…'));
    }
}
