namespace Pure.WebSockets.Properties;

/// <summary>The opening handshake over HTTP/2: an extended CONNECT in place of an upgrade (RFC 8441 §5).</summary>
public sealed class Section5_ExtendedConnect
{
    private static readonly UpgradeOffer Offer = new("example.com", "/chat?room=1")
    {
        Subprotocols = Seq.create("chat", "graphql-ws"),
        Headers = Seq.create(new Header("Origin", "https://example.com")),
    };

    private static readonly Seq<DeflateOffer> Deflate = Seq.create(DeflateOffer.Plain);

    [Fact]
    public void The_request_has_neither_key_nor_upgrade_and_says_all_else_as_in_HTTP_1()
    {
        var request = Request();
        Assert.Equal(("CONNECT", "/chat?room=1"), (request.Method, request.Target));
        Assert.Equal(
            ["Sec-WebSocket-Version", "Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions", "Origin"],
            request.Headers.Select(header => header.Name).ToArray()
        );
    }

    [Fact]
    public void Both_halves_agree_on_subprotocol_and_compression_by_a_200()
    {
        var asked = ServerHandshake.CheckConnect("websocket", Request()).IfLeft(error => throw new InvalidOperationException(error.Seen));
        Assert.True(asked.Key.IsNone);
        var (response, agreed) = ServerHandshake
            .Accept(asked, Acceptance.Plain with { Subprotocol = asked.ChooseSubprotocol("graphql-ws") }, CompressionOptions.Default)
            .IfLeft(refusal => throw new InvalidOperationException(refusal.ToString()));
        Assert.Equal((200, "OK"), (response.Status, response.Reason));
        Assert.Equal(["Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions"], response.Headers.Select(header => header.Name).ToArray());
        Assert.Equal(agreed, ClientHandshake.CheckConnect(response, Offer, Deflate));
        Assert.True(agreed.Compression.IsSome && agreed.Subprotocol == "graphql-ws");
    }

    [Theory]
    [InlineData("GET", "websocket", "13", 400, "RFC 8441 §5")]
    [InlineData("CONNECT", "connect-udp", "13", 501, "RFC 9220 §3")]
    [InlineData("CONNECT", "WebSocket", "13", 501, "RFC 9220 §3")]
    [InlineData("CONNECT", "websocket", "8", 426, "RFC 6455 §4.2.2")]
    [InlineData("CONNECT", "websocket", null, 426, "RFC 6455 §4.2.2")]
    public void What_breaks_a_rule_is_answered_by_its_status(string method, string protocol, string? version, int status, string rule)
    {
        var headers = version is null ? Seq<Header>.Empty : Seq.create(new Header("sec-websocket-version", version));
        var error = ServerHandshake.CheckConnect(protocol, new RequestHead(method, "/", headers)).LeftToList().Single();
        Assert.Equal((status, rule), (error.Status, error.Rule));
        Scene.SaysWhy(error.Rule, error.Seen);
        Assert.Equal(status == 426, error.Headers.Contains(new Header("Sec-WebSocket-Version", "13")));
    }

    [Theory]
    [InlineData("Sec-WebSocket-Protocol", "other", "RFC 6455 §4.1")]
    [InlineData("Sec-WebSocket-Extensions", "x-unknown", null)]
    public void A_response_may_agree_to_nothing_that_was_not_offered(string name, string value, string? rule)
    {
        var error = ClientHandshake
            .CheckConnect(new ResponseHead(200, "", Seq.create(new Header(name, value))), Offer, Deflate)
            .LeftToList()
            .Single();
        Assert.True(rule is null || error.Rule == rule);
    }

    [Theory]
    [InlineData("no path")]
    [InlineData("chat")]
    public void An_offer_that_cannot_be_written_is_refused(string target) =>
        Assert.True(ClientHandshake.Connect(Offer with { Target = target }, Deflate).IsLeft);

    private static RequestHead Request() =>
        ClientHandshake.Connect(Offer, Deflate).IfLeft(refusal => throw new InvalidOperationException(refusal.ToString()));
}
