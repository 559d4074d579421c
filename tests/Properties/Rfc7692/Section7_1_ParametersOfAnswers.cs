namespace Pure.WebSockets.Properties;

/// <summary>How a client handles the parameters of an answer.</summary>
public sealed class Section7_1_ParametersOfAnswers
{
    // Every parameter is allowed in an answer to this offer.
    private const string All =
        "; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=15; client_max_window_bits";

    [Theory]
    [InlineData("", "")]
    [InlineData("; server_no_context_takeover", "; server_no_context_takeover")]
    [InlineData("; server_max_window_bits=10", "; server_max_window_bits=10")]
    [InlineData("; server_max_window_bits=10", "; server_max_window_bits=8")]
    [InlineData("; client_max_window_bits", "")]
    [InlineData("; client_max_window_bits", "; client_max_window_bits=15")]
    [InlineData("; client_max_window_bits", "; client_max_window_bits=8")]
    [InlineData("; client_max_window_bits=10", "; client_max_window_bits=10")]
    [InlineData("; client_max_window_bits=10", "; client_max_window_bits=9")]
    [InlineData(All, "; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=15; client_max_window_bits=11")]
    public void An_answer_that_fits_the_offer_is_in_force(string offer, string answer) => Agrees(offer, answer, answer);

    [Theory]
    [InlineData("; server_no_context_takeover")]
    [InlineData("; client_no_context_takeover")]
    [InlineData("; server_max_window_bits=8")]
    [InlineData("; server_max_window_bits=15")]
    public void These_may_come_unasked(string answer) => Agrees("", answer, answer);

    [Theory]
    [InlineData("; client_max_window_bits=10", "", "; client_max_window_bits=10")]
    [InlineData("; client_max_window_bits=15", "", "; client_max_window_bits=15")]
    [InlineData("; client_no_context_takeover", "", "; client_no_context_takeover")]
    [InlineData(
        "; client_no_context_takeover; client_max_window_bits=10",
        "; server_max_window_bits=9; client_max_window_bits=8",
        "; client_no_context_takeover; server_max_window_bits=9; client_max_window_bits=8"
    )]
    public void What_a_client_said_of_itself_binds_it_also_where_the_answer_passes_it_over(string offer, string answer, string inForce) =>
        Agrees(offer, answer, inForce);

    [Theory]
    [InlineData("; server_no_context_takeover", "", "§7.1.1.1")]
    [InlineData("; server_no_context_takeover", "; client_no_context_takeover", "§7.1.1.1")]
    [InlineData("; server_max_window_bits=10", "", "§7.1.2.1")]
    [InlineData("; server_max_window_bits=15", "", "§7.1.2.1")]
    [InlineData("; server_max_window_bits=10", "; server_max_window_bits=11", "§7.1.2.1")]
    [InlineData("", "; client_max_window_bits=15", "§7.1.2.2")]
    [InlineData("", "; client_max_window_bits=8", "§7.1.2.2")]
    [InlineData("", "; client_max_window_bits", "§7.1.2.2")]
    [InlineData("; client_max_window_bits=10", "; client_max_window_bits=11", "§7.1.2.2")]
    public void An_answer_that_does_not_fit_the_offer_fails_the_connection(string offer, string answer, string section) =>
        Fails(offer, answer, section);

    [Theory]
    [MemberData(nameof(Section7_1_ParametersOfOffers.IllValued), MemberType = typeof(Section7_1_ParametersOfOffers))]
    public void An_answer_with_a_parameter_unknown_doubled_or_ill_valued_fails_the_connection(string parameters) =>
        Fails("; client_max_window_bits", "; " + parameters, "§7");

    [Fact]
    public void A_window_needs_a_value_in_an_answer()
    {
        Fails(All, "; server_no_context_takeover; server_max_window_bits=15; client_max_window_bits", "§7.1.2.2");
        Fails(All, "; server_no_context_takeover; server_max_window_bits", "§7.1.2.1");
    }

    [Theory]
    [InlineData("permessage-deflate; server_max_window_bits=10, permessage-deflate", "", "")]
    [InlineData(
        "permessage-deflate; server_max_window_bits=10, permessage-deflate",
        "; server_max_window_bits=10",
        "; server_max_window_bits=10"
    )]
    [InlineData(
        "permessage-deflate; server_max_window_bits=10, permessage-deflate",
        "; server_max_window_bits=12",
        "; server_max_window_bits=12"
    )]
    [InlineData(
        "permessage-deflate, permessage-deflate; client_max_window_bits=10",
        "; client_max_window_bits=9",
        "; client_max_window_bits=9"
    )]
    [InlineData("permessage-deflate; client_max_window_bits=10, permessage-deflate", "", "; client_max_window_bits=10")]
    [InlineData("permessage-deflate; server_no_context_takeover; client_no_context_takeover, permessage-deflate", "", "")]
    public void An_answer_need_fit_one_offer_only(string offers, string answer, string inForce) =>
        Assert.Equal("permessage-deflate" + inForce, Negotiating.InForce(Negotiating.Client(offers, "permessage-deflate" + answer)));

    [Theory]
    [InlineData("permessage-deflate, permessage-deflate; client_no_context_takeover", "", "; client_no_context_takeover")]
    [InlineData(
        "permessage-deflate; client_max_window_bits, permessage-deflate; client_max_window_bits=10",
        "",
        "; client_max_window_bits=10"
    )]
    [InlineData(
        "permessage-deflate; client_max_window_bits=9, permessage-deflate; client_max_window_bits=12, permessage-deflate",
        "; server_max_window_bits=8",
        "; server_max_window_bits=8; client_max_window_bits=9"
    )]
    [InlineData(
        "permessage-deflate; client_max_window_bits=12, permessage-deflate; client_no_context_takeover; client_max_window_bits=9",
        "",
        "; client_no_context_takeover; client_max_window_bits=9"
    )]
    [InlineData(
        "permessage-deflate; client_max_window_bits, permessage-deflate; client_no_context_takeover; client_max_window_bits=12",
        "; client_max_window_bits=10",
        "; client_no_context_takeover; client_max_window_bits=10"
    )]
    public void What_a_client_said_of_itself_in_any_offer_that_the_answer_fits_binds_it(string offers, string answer, string inForce) =>
        Assert.Equal("permessage-deflate" + inForce, Negotiating.InForce(Negotiating.Client(offers, "permessage-deflate" + answer)));

    [Theory]
    [InlineData(
        "permessage-deflate, permessage-deflate; server_no_context_takeover; client_no_context_takeover; client_max_window_bits=9",
        "",
        ""
    )]
    [InlineData(
        "permessage-deflate; client_max_window_bits=11, permessage-deflate; client_no_context_takeover",
        "; client_max_window_bits=10",
        "; client_max_window_bits=10"
    )]
    public void What_a_client_said_of_itself_in_an_offer_that_the_answer_does_not_fit_binds_it_not(
        string offers,
        string answer,
        string inForce
    ) => Assert.Equal("permessage-deflate" + inForce, Negotiating.InForce(Negotiating.Client(offers, "permessage-deflate" + answer)));

    [Fact]
    public void An_answer_that_mixes_two_offers_fits_none()
    {
        var scene = Negotiating.Client(
            "permessage-deflate; server_no_context_takeover, permessage-deflate; server_max_window_bits=10; client_max_window_bits",
            "permessage-deflate; client_max_window_bits=9"
        );
        Assert.Equal("RFC 7692 §7.1.2.1", scene.Error.Rule);
    }

    [Fact]
    public void A_failure_tells_what_was_seen()
    {
        Assert.Equal(
            "server_max_window_bits is 11, but the client requested at most 10",
            Negotiating.Client("permessage-deflate; server_max_window_bits=10", "permessage-deflate; server_max_window_bits=11").Error.Seen
        );
        Assert.Equal(
            "server_max_window_bits=08 is not a valid parameter of permessage-deflate",
            Negotiating.Client("permessage-deflate", "permessage-deflate; server_max_window_bits=08").Error.Seen
        );
    }

    private static void Agrees(string offer, string answer, string inForce) =>
        Assert.Equal(
            "permessage-deflate" + inForce,
            Negotiating.InForce(Negotiating.Client("permessage-deflate" + offer, "permessage-deflate" + answer))
        );

    private static void Fails(string offer, string answer, string section)
    {
        var scene = Negotiating.Client("permessage-deflate" + offer, "permessage-deflate" + answer);
        Assert.Equal(1006, scene.Error.Code);
        Assert.StartsWith("RFC 7692 " + section, scene.Error.Rule, StringComparison.Ordinal);
        Assert.Empty(scene.Frames);
        Assert.IsType<Effect.CloseTransport>(scene.Effects.Last);
    }
}
