namespace Pure.WebSockets.Properties;

/// <summary>RFC 9110 §5.5: the application's values cannot break out of their line in a head.</summary>
public sealed class Rfc9110_HeaderInjection
{
    public static TheoryData<string, string> Injections { get; } =
        new()
        {
            { "X", "a\r\nSet-Cookie: b" },
            { "X", "a\nb" },
            { "X", "a\rb" },
            { "X", "a\0b" },
            { "X", "\u0100" },
            { "X\r\nY", "a" },
            { "X Y", "a" },
            { "", "a" },
            { "X:", "a" },
        };

    [Theory]
    [MemberData(nameof(Injections))]
    public void A_clients_field_that_breaks_its_line_is_refused(string name, string value) =>
        IsRefused(Connection.Client(Conversation.Offer with { Headers = One(name, value) }, Conversation.Nonce, ConnectionOptions.Default));

    [Theory]
    [MemberData(nameof(Injections))]
    public void A_field_of_an_acceptance_that_breaks_its_line_is_refused(string name, string value) =>
        IsRefused(new Input.Accept(new Acceptance(Option<string>.None, One(name, value))));

    [Theory]
    [MemberData(nameof(Injections))]
    public void A_field_of_a_rejection_that_breaks_its_line_is_refused(string name, string value) =>
        IsRefused(new Input.Reject(new Rejection(403, One(name, value), ByteString.Empty)));

    [Theory]
    [InlineData("example.com\r\nX: y", "/")]
    [InlineData("example.com", "/ HTTP/1.1\r\nX: y")]
    [InlineData("example.com", "/a b")]
    [InlineData("example.com", "/#f")]
    [InlineData("example.com", "")]
    [InlineData("example.com", "*")]
    [InlineData("example.com", "http://other/")]
    public void A_host_or_target_that_breaks_its_line_is_refused(string host, string target) =>
        IsRefused(Connection.Client(new UpgradeOffer(host, target), Conversation.Nonce, ConnectionOptions.Default));

    [Theory]
    [InlineData("a b")]
    [InlineData("")]
    [InlineData("a\r\nb")]
    [InlineData("chat,chat")]
    public void A_subprotocol_that_is_no_token_is_refused(string name)
    {
        var offer = new UpgradeOffer("example.com", "/") { Subprotocols = new Seq<string>(new[] { name }) };
        IsRefused(Connection.Client(offer, Conversation.Nonce, ConnectionOptions.Default));
    }

    [Fact]
    public void A_subprotocol_is_offered_once()
    {
        var offer = new UpgradeOffer("example.com", "/") { Subprotocols = new Seq<string>(new[] { "chat", "chat" }) };
        IsRefused(Connection.Client(offer, Conversation.Nonce, ConnectionOptions.Default));
    }

    [Theory]
    [InlineData("Host")]
    [InlineData("connection")]
    [InlineData("Sec-WebSocket-Key")]
    [InlineData("Sec-WebSocket-Extensions")]
    [InlineData("Content-Length")]
    public void A_clients_field_that_is_the_handshakes_to_set_is_refused(string name) =>
        IsRefused(Connection.Client(Conversation.Offer with { Headers = One(name, "1") }, Conversation.Nonce, ConnectionOptions.Default));

    [Theory]
    [InlineData("Upgrade")]
    [InlineData("Sec-WebSocket-Accept")]
    [InlineData("sec-websocket-protocol")]
    [InlineData("Transfer-Encoding")]
    public void A_field_of_an_acceptance_that_is_the_handshakes_to_set_is_refused(string name) =>
        IsRefused(new Input.Accept(new Acceptance(Option<string>.None, One(name, "1"))));

    [Theory]
    [InlineData("Connection")]
    [InlineData("Content-Length")]
    [InlineData("transfer-encoding")]
    public void A_field_of_a_rejection_that_is_the_handshakes_to_set_is_refused(string name) =>
        IsRefused(new Input.Reject(new Rejection(403, One(name, "1"), ByteString.Empty)));

    [Fact]
    public void Other_fields_of_the_application_go_out_as_they_are()
    {
        var asking = Connection
            .Client(Conversation.Offer with { Headers = One("Cookie", "a=b") }, Conversation.Nonce, ConnectionOptions.Default)
            .Match(Right: client => Scene.Of(client).Then(new Input.Start()).Head, Left: refusal => refusal.Why);
        Assert.EndsWith("\r\nCookie: a=b\r\n\r\n", asking, StringComparison.Ordinal);
        var asked = Scene.Server().Reads(Heads.RequestLines);
        Assert.EndsWith(
            "\r\nSet-Cookie: a=b\r\n\r\n",
            asked.Then(new Input.Accept(new Acceptance(Option<string>.None, One("Set-Cookie", "a=b")))).Head,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "\r\nRetry-After: 9\r\n",
            asked.Then(new Input.Reject(new Rejection(503, One("Retry-After", "9"), ByteString.Empty))).Head,
            StringComparison.Ordinal
        );
    }

    private static Seq<Header> One(string name, string value) => new(new[] { new Header(name, value) });

    private static void IsRefused(Input answer)
    {
        var scene = Scene.Server().Reads(Heads.RequestLines);
        var after = scene.Then(answer);
        Assert.Same(scene.State, after.State);
        Assert.NotNull(after.Refusal);
        Assert.Empty(after.Outputs);
    }

    private static void IsRefused(Either<Misuse, Connection> made)
    {
        Assert.True(made.IsLeft);
        made.IfLeft(refusal => Scene.SaysWhy(refusal.Rule, refusal.Why));
    }
}
