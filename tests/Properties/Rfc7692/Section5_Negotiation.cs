namespace Pure.WebSockets.Properties;

public sealed class Section5_Negotiation
{
    private static readonly Option<CompressionOptions> Willing = CompressionOptions.Default;

    [Fact]
    public void A_server_says_in_its_response_what_it_accepted_and_the_agreement_has_it()
    {
        var scene = Negotiating.Server("permessage-deflate; server_max_window_bits=10; client_no_context_takeover", Willing);
        Assert.Equal(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                + "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
                + "Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover; server_max_window_bits=10\r\n\r\n",
            scene.Head
        );
        Assert.Equal(new DeflateParameters { ClientNoContextTakeover = true, ServerMaxWindowBits = 10 }, scene.State.Agreement.Compression);
        Assert.Contains(new Effect.Opened(scene.State.Agreement), scene.Effects);
    }

    [Theory]
    [InlineData("permessage-deflate")]
    [InlineData("permessage-deflate; client_max_window_bits, permessage-deflate")]
    public void A_server_without_a_policy_declines_and_the_connection_opens_without_compression(string offers) =>
        Declines(offers, Option<CompressionOptions>.None);

    [Theory]
    [InlineData("x-webkit-deflate-frame")]
    [InlineData("permessage-bzip2; level=9, deflate-frame")]
    [InlineData("Permessage-Deflate")]
    [InlineData("PERMESSAGE-DEFLATE")]
    [InlineData("permessage-deflate-2")]
    public void Other_extensions_are_passed_over_and_names_are_compared_as_they_stand(string offers) => Declines(offers, Willing);

    [Theory]
    [InlineData("permessage-deflate; server_max_window_bits=9, permessage-deflate", "permessage-deflate; server_max_window_bits=9")]
    [InlineData("permessage-deflate, permessage-deflate; server_max_window_bits=9", "permessage-deflate")]
    [InlineData("x; y=z, permessage-deflate, x", "permessage-deflate")]
    [InlineData(
        "permessage-deflate; x, permessage-deflate; server_max_window_bits=7, permessage-deflate; client_no_context_takeover",
        "permessage-deflate; client_no_context_takeover"
    )]
    [InlineData("x\r\nSec-WebSocket-Extensions: permessage-deflate", "permessage-deflate")]
    public void The_first_offer_that_can_be_accepted_is(string offers, string answer) =>
        Assert.Equal(answer, Negotiating.Said(Negotiating.Server(offers, Willing)));

    [Fact]
    public void A_client_offers_nothing_unless_it_is_told_to()
    {
        Assert.Equal("", Negotiating.Said(Scene.Client()));
        Assert.Equal(
            "",
            Negotiating.Said(
                Scene.Client(new ConnectionOptions { Compression = new CompressionOptions { Offers = Seq<DeflateOffer>.Empty } })
            )
        );
        Assert.Equal("permessage-deflate", Negotiating.Said(Scene.Client(new ConnectionOptions { Compression = Willing })));
    }

    [Theory]
    [InlineData("permessage-deflate; client_max_window_bits")]
    [InlineData("permessage-deflate; client_max_window_bits=15")]
    [InlineData(
        "permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=8; client_max_window_bits=9"
    )]
    [InlineData("permessage-deflate; server_max_window_bits=10, permessage-deflate")]
    public void A_client_writes_all_its_offers_in_one_field_in_the_order_of_preference(string offers) =>
        Assert.Equal(offers, Negotiating.Said(Negotiating.Asking(offers)));

    [Fact]
    public void A_client_whose_offers_are_all_declined_opens_without_compression()
    {
        var scene = Negotiating.Asking("permessage-deflate; server_no_context_takeover").Reads(Heads.ResponseLines);
        Assert.True(scene.IsOpen && scene.State.Agreement.Compression.IsNone && !scene.State.Agreement.Extensions.Any());
    }

    [Theory]
    [InlineData("permessage-deflate", "x")]
    [InlineData("permessage-deflate", "Permessage-Deflate")]
    [InlineData("permessage-deflate", "permessage-deflate, x")]
    [InlineData("permessage-deflate", "permessage-deflate, permessage-deflate")]
    [InlineData("permessage-deflate, permessage-deflate", "permessage-deflate, permessage-deflate")]
    [InlineData("permessage-deflate", "permessage-deflate\r\nSec-WebSocket-Extensions: permessage-deflate")]
    public void An_answer_with_another_extension_or_the_same_twice_fails_the_connection(string offers, string answer)
    {
        var scene = Negotiating.Client(offers, answer);
        Assert.Equal((1006, "RFC 6455 §4.1"), (scene.Error.Code, scene.Error.Rule));
        Assert.IsType<Effect.CloseTransport>(scene.Effects.Last);
    }

    [Fact]
    public void An_answer_to_a_client_that_offered_nothing_fails_the_connection() =>
        Assert.Equal(
            "RFC 6455 §4.1",
            Scene.Client().Reads([.. Heads.ResponseLines, "Sec-WebSocket-Extensions: permessage-deflate"]).Error.Rule
        );

    [Theory]
    [InlineData("permessage-deflate", true)]
    [InlineData("permessage-deflate; client_max_window_bits=9", true)]
    [InlineData("x, permessage-deflate", true)]
    [InlineData("x", false)]
    [InlineData("permessage-deflate; client_max_window_bits", false)]
    [InlineData("permessage-deflate; server_max_window_bits=7", false)]
    public void An_agreement_that_somebody_else_made_says_the_same(string extensions, bool compresses)
    {
        var elements = ExtensionOffer
            .Parse(new Seq<Header>(new[] { new Header("Sec-WebSocket-Extensions", extensions) }))
            .IfLeft(Seq<ExtensionOffer>.Empty);
        var agreement = new Agreement(Option<string>.None, elements);
        Assert.Equal(compresses, Connection.CreateOpen(Role.Server, agreement, ConnectionOptions.Default).Agreement.Compression.IsSome);
        Assert.Equal(agreement, Agreement.Plain with { Extensions = elements });
        Assert.Equal(Agreement.Plain, agreement with { Extensions = Seq<ExtensionOffer>.Empty });
    }

    [Property]
    public void Any_two_ends_agree_on_the_same_within_what_each_of_them_wants(Bargain bargain)
    {
        var asking = Scene.Client(new ConnectionOptions { Compression = bargain.Client });
        var server = Scene
            .Server(new ConnectionOptions { Compression = bargain.Server })
            .Reads(asking.Head)
            .Then(new Input.Accept(Acceptance.Plain));
        var client = asking.Reads(server.Head);
        Assert.True(client.IsOpen && server.IsOpen);
        Agreed.Same(client.State.Agreement, server.State.Agreement, bargain.Client.Offers);
        Assert.Equal(bargain.Client.Offers.Any(offer => IsAcceptable(offer, bargain.Server)), client.State.Agreement.Compression.IsSome);
        server.State.Agreement.Compression.IfSome(agreed =>
        {
            var offer = bargain.Client.Offers.First(offered => IsAcceptable(offered, bargain.Server));
            Assert.Equal(offer.ServerNoContextTakeover || bargain.Server.ServerNoContextTakeover, agreed.ServerNoContextTakeover);
            Assert.True(agreed.ClientNoContextTakeover || !(offer.ClientNoContextTakeover || bargain.Server.ClientNoContextTakeover));
            Assert.Equal(Math.Min(bargain.Server.ServerMaxWindowBits, offer.ServerMaxWindowBits.IfNone(15)), agreed.ServerMaxWindowBits);
            Assert.Equal(
                Math.Min(bargain.Server.ClientMaxWindowBits, offer.ClientMaxWindowBits is ClientWindow.LimitedTo(var bits) ? bits : 15),
                agreed.ClientMaxWindowBits
            );
        });
    }

    private static bool IsAcceptable(DeflateOffer offer, CompressionOptions policy) =>
        policy.ClientMaxWindowBits == 15 || offer.ClientMaxWindowBits is not ClientWindow.Fixed;

    private static void Declines(string offers, Option<CompressionOptions> policy)
    {
        var scene = Negotiating.Server(offers, policy);
        Assert.Equal("", Negotiating.Said(scene));
        Assert.True(scene.IsOpen);
        Assert.Equal(Agreement.Plain, scene.State.Agreement);
    }
}
