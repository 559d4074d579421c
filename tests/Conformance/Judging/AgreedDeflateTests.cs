namespace Pure.WebSockets.Conformance.Tests;

/// <summary>What families 12 and 13 offer, accept as an answer, and answer.</summary>
public sealed class AgreedDeflateTests
{
    [Theory]
    [InlineData("permessage-deflate", 15, true, 15, true)]
    [InlineData("permessage-deflate; server_no_context_takeover; client_max_window_bits=9", 15, false, 9, true)]
    [InlineData("permessage-deflate; server_max_window_bits=\"8\"; client_no_context_takeover", 8, true, 15, false)]
    public void An_answer_defines_how_each_end_compresses(
        string answer,
        int serverBits,
        bool serverGoesOn,
        int clientBits,
        bool clientGoesOn
    )
    {
        var agreed = AgreedDeflate
            .OfResponse(Extensions(answer))
            .IfLeft(why => throw new InvalidOperationException(why))
            .IfNone(() => throw new InvalidOperationException());
        Assert.Equal((serverBits, serverGoesOn), (agreed.WindowBits(Role.Server), agreed.TakesContextOver(Role.Server)));
        Assert.Equal((clientBits, clientGoesOn), (agreed.WindowBits(Role.Client), agreed.TakesContextOver(Role.Client)));
    }

    [Theory]
    [InlineData("permessage-deflate; client_no_context_takeover", "", "; client_no_context_takeover")]
    [InlineData("permessage-deflate; client_max_window_bits=10", "", "; client_max_window_bits=10")]
    [InlineData("permessage-deflate; client_max_window_bits=10", "; client_max_window_bits=9", "; client_max_window_bits=9")]
    [InlineData("permessage-deflate; client_max_window_bits", "", "")]
    [InlineData("permessage-deflate; client_max_window_bits", "; client_max_window_bits=9", "; client_max_window_bits=9")]
    [InlineData(
        "permessage-deflate; client_max_window_bits=12, permessage-deflate, permessage-deflate; client_no_context_takeover; "
            + "client_max_window_bits=11",
        "",
        "; client_no_context_takeover; client_max_window_bits=11"
    )]
    [InlineData("permessage-deflate, permessage-deflate; server_no_context_takeover; client_no_context_takeover", "", "")]
    public void A_tester_keeps_to_what_its_offers_say_of_the_client(string offers, string answer, string agreed)
    {
        var offering = new Compression(Extensions(offers), Seq<AcceptPolicy>.Empty);
        var running = Catalogue.All.First(found => !found.IsAutobahn) with { Compression = offering };
        var field = new Header("Sec-WebSocket-Extensions", "permessage-deflate" + answer);
        var deflate = ClientOpening
            .Agreed(new ResponseHead(101, "", [field]), running, _ => Agreement.Plain)
            .IfLeft(why => throw new InvalidOperationException(why));
        Assert.Equal("permessage-deflate" + agreed, deflate.Map(parameters => parameters.ToElement().ToString()).IfNone(""));
    }

    [Theory]
    [InlineData("permessage-bzip2")]
    [InlineData("permessage-deflate, permessage-deflate")]
    [InlineData("permessage-deflate; window=9")]
    [InlineData("permessage-deflate; server_no_context_takeover; server_no_context_takeover")]
    [InlineData("permessage-deflate; server_no_context_takeover=1")]
    [InlineData("permessage-deflate; client_max_window_bits")]
    [InlineData("permessage-deflate; server_max_window_bits")]
    [InlineData("permessage-deflate; server_max_window_bits=7")]
    [InlineData("permessage-deflate; client_max_window_bits=16")]
    [InlineData("permessage-deflate; client_max_window_bits=09")]
    public void A_malformed_answer_is_an_error(string answer) =>
        Assert.True(AgreedDeflate.OfResponse(Extensions(answer)).IsLeft);

    [Theory]
    [InlineData("12.1.1", "permessage-deflate; client_no_context_takeover; client_max_window_bits")]
    [InlineData("13.1.1", "permessage-deflate; client_no_context_takeover; client_max_window_bits")]
    [InlineData("13.2.1", "permessage-deflate; client_no_context_takeover; client_max_window_bits; server_no_context_takeover")]
    [InlineData("13.3.1", "permessage-deflate; client_no_context_takeover; client_max_window_bits; server_max_window_bits=9")]
    [InlineData("13.4.1", "permessage-deflate; client_no_context_takeover; client_max_window_bits; server_max_window_bits=15")]
    [InlineData(
        "13.5.1",
        "permessage-deflate; client_no_context_takeover; client_max_window_bits; server_no_context_takeover; server_max_window_bits=9"
    )]
    [InlineData(
        "13.6.1",
        "permessage-deflate; client_no_context_takeover; client_max_window_bits; server_no_context_takeover; server_max_window_bits=15"
    )]
    [InlineData(
        "13.7.1",
        "permessage-deflate; client_no_context_takeover; client_max_window_bits; server_no_context_takeover; server_max_window_bits=9, "
            + "permessage-deflate; client_no_context_takeover; client_max_window_bits; server_no_context_takeover, permessage-deflate; "
            + "client_no_context_takeover; client_max_window_bits"
    )]
    public void A_case_offers_its_parameters(string id, string offers) => Assert.Equal(offers, string.Join(", ", Of(id).Offers));

    [Theory]
    [InlineData(
        "12.1.1",
        "permessage-deflate; server_no_context_takeover; server_max_window_bits=10; client_max_window_bits=10",
        "permessage-deflate; server_no_context_takeover; server_max_window_bits=10"
    )]
    [InlineData("13.2.1", "x-webkit-deflate-frame, permessage-deflate", "permessage-deflate; client_no_context_takeover")]
    [InlineData(
        "13.3.1",
        "permessage-deflate, permessage-deflate; client_max_window_bits=12; server_max_window_bits=11",
        "permessage-deflate; server_max_window_bits=11; client_max_window_bits=9"
    )]
    [InlineData("13.4.1", "permessage-deflate; client_max_window_bits", "permessage-deflate; client_max_window_bits=15")]
    [InlineData(
        "13.5.1",
        "permessage-deflate; client_max_window_bits",
        "permessage-deflate; client_no_context_takeover; client_max_window_bits=9"
    )]
    [InlineData("13.4.1", "permessage-deflate; client_max_window_bits=10", "permessage-deflate; client_max_window_bits=10")]
    [InlineData(
        "13.6.1",
        "permessage-deflate; client_max_window_bits=12",
        "permessage-deflate; client_no_context_takeover; client_max_window_bits=12"
    )]
    [InlineData("13.6.1", "permessage-deflate; client_no_context_takeover", "")]
    [InlineData(
        "13.7.1",
        "permessage-deflate, permessage-deflate; client_max_window_bits",
        "permessage-deflate; client_no_context_takeover; client_max_window_bits=9"
    )]
    [InlineData("13.7.1", "permessage-deflate", "permessage-deflate; client_no_context_takeover")]
    [InlineData("13.1.1", "x-webkit-deflate-frame", "")]
    public void A_case_answers_the_first_offer_that_its_policy_accepts(string id, string offered, string answer)
    {
        var answered = AcceptPolicy.Answer(Of(id).Policies, Extensions(offered)).IfLeft(why => throw new InvalidOperationException(why));
        Assert.Equal(answer, answered.Map(parameters => parameters.ToElement().ToString()).IfNone(""));
        Assert.True(answered.ForAll(parameters => Extensions(offered).Exists(parameters.Fits)));
    }

    [Theory]
    [InlineData("permessage-deflate; client_no_context_takeover=0")]
    [InlineData("permessage-deflate; server_max_window_bits")]
    [InlineData("permessage-deflate, permessage-deflate; a=b")]
    public void A_malformed_offer_is_an_error(string offered) =>
        Assert.True(AcceptPolicy.Answer(Of("12.1.1").Policies, Extensions(offered)).IsLeft);

    private static Compression Of(string id) =>
        Classic
            .All.Find(found => found.Id.Text == id)
            .Bind(found => found.Compression)
            .IfNone(() => throw new InvalidOperationException(id));

    private static Seq<ExtensionOffer> Extensions(string value) =>
        ExtensionOffer
            .Parse(Seq.create(new Header("Sec-WebSocket-Extensions", value)))
            .IfLeft(error => throw new InvalidOperationException(error.Seen));
}
