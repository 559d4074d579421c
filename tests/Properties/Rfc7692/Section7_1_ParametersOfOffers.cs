namespace Pure.WebSockets.Properties;

/// <summary>How a server handles the parameters of an offer.</summary>
public sealed class Section7_1_ParametersOfOffers
{
    public static TheoryData<string> IllValued { get; } =
        new(
            "x",
            "x=1",
            "server_no_context_takeover; x",
            "SERVER_NO_CONTEXT_TAKEOVER",
            "Client_Max_Window_Bits",
            "server-max-window-bits=10",
            "server_no_context_takeover; server_no_context_takeover",
            "client_no_context_takeover; server_no_context_takeover; client_no_context_takeover",
            "server_max_window_bits=10; server_max_window_bits=10",
            "client_max_window_bits; client_max_window_bits",
            "client_max_window_bits; client_max_window_bits=10",
            "server_no_context_takeover=1",
            "server_no_context_takeover=true",
            "client_no_context_takeover=0",
            "client_no_context_takeover=\"x\"",
            "server_max_window_bits",
            "server_max_window_bits=7",
            "server_max_window_bits=16",
            "server_max_window_bits=0",
            "server_max_window_bits=08",
            "server_max_window_bits=010",
            "server_max_window_bits=015",
            "server_max_window_bits=+9",
            "server_max_window_bits=-9",
            "server_max_window_bits=1",
            "server_max_window_bits=1x",
            "server_max_window_bits=x",
            "server_max_window_bits=150",
            "server_max_window_bits=9.0",
            "server_max_window_bits=4294967305",
            "server_max_window_bits=0xA",
            "server_max_window_bits=\"09\"",
            "client_max_window_bits=7",
            "client_max_window_bits=16",
            "client_max_window_bits=08",
            "client_max_window_bits=x",
            "client_max_window_bits=99999999999999999999"
        );

    [Theory]
    [InlineData("")]
    [InlineData("; server_no_context_takeover")]
    [InlineData("; client_no_context_takeover")]
    [InlineData("; server_max_window_bits=8")]
    [InlineData("; server_max_window_bits=15")]
    [InlineData("; client_max_window_bits=8")]
    [InlineData("; client_max_window_bits=15")]
    [InlineData("; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=9; client_max_window_bits=10")]
    public void A_server_that_allows_all_answers_what_was_offered(string parameters) =>
        Answers(parameters, parameters, new CompressionOptions());

    [Theory]
    [InlineData("; server_max_window_bits=\"10\"", "; server_max_window_bits=10")]
    [InlineData("; client_max_window_bits=\"1\\0\"", "; client_max_window_bits=10")]
    [InlineData(" ;\tclient_max_window_bits=9;server_no_context_takeover", "; server_no_context_takeover; client_max_window_bits=9")]
    public void Quotes_and_spaces_and_order_do_not_matter(string parameters, string answer) =>
        Answers(parameters, answer, new CompressionOptions());

    [Theory]
    [MemberData(nameof(IllValued))]
    public void An_offer_with_a_parameter_unknown_doubled_or_ill_valued_is_declined_and_the_next_one_tried(string parameters)
    {
        Assert.Equal("", Negotiating.Said(Negotiating.Server("permessage-deflate; " + parameters, new CompressionOptions())));
        Assert.Equal(
            "permessage-deflate; server_max_window_bits=9",
            Negotiating.Said(
                Negotiating.Server(
                    $"permessage-deflate; {parameters}, permessage-deflate; server_max_window_bits=9",
                    new CompressionOptions()
                )
            )
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("; server_no_context_takeover")]
    public void Section_7_1_1_1_A_server_may_give_up_its_context_unasked(string parameters) =>
        Answers(parameters, "; server_no_context_takeover", new CompressionOptions { ServerNoContextTakeover = true });

    [Theory]
    [InlineData("")]
    [InlineData("; client_no_context_takeover")]
    public void Section_7_1_1_2_A_server_may_forbid_the_clients_context(string parameters) =>
        Answers(parameters, "; client_no_context_takeover", new CompressionOptions { ClientNoContextTakeover = true });

    [Theory]
    [InlineData("", 12)]
    [InlineData("; server_max_window_bits=15", 12)]
    [InlineData("; server_max_window_bits=13", 12)]
    [InlineData("; server_max_window_bits=12", 12)]
    [InlineData("; server_max_window_bits=11", 11)]
    [InlineData("; server_max_window_bits=8", 8)]
    public void Section_7_1_2_1_A_server_with_a_smaller_window_says_so_asked_or_not(string parameters, int bits) =>
        Answers(parameters, $"; server_max_window_bits={bits}", new CompressionOptions { ServerMaxWindowBits = 12 });

    [Theory]
    [InlineData("; client_max_window_bits", 12)]
    [InlineData("; client_max_window_bits=15", 12)]
    [InlineData("; client_max_window_bits=12", 12)]
    [InlineData("; client_max_window_bits=9", 9)]
    public void Section_7_1_2_2_A_server_limits_the_window_of_a_client_that_can_be_limited(string parameters, int bits) =>
        Answers(parameters, $"; client_max_window_bits={bits}", new CompressionOptions { ClientMaxWindowBits = 12 });

    [Fact]
    public void Section_7_1_2_2_A_server_that_limits_nothing_leaves_the_parameter_out() =>
        Answers("; client_max_window_bits", "", new CompressionOptions());

    [Theory]
    [InlineData("permessage-deflate", "")]
    [InlineData("permessage-deflate; server_max_window_bits=9", "")]
    [InlineData("permessage-deflate, permessage-deflate; client_max_window_bits", "permessage-deflate; client_max_window_bits=14")]
    public void Section_7_1_2_2_An_offer_whose_client_cannot_be_limited_is_declined_where_it_must_be(string offers, string answer) =>
        Assert.Equal(answer, Negotiating.Said(Negotiating.Server(offers, new CompressionOptions { ClientMaxWindowBits = 14 })));

    [Theory]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(-1)]
    public void Window_bits_are_8_to_15_wherever_they_stand(int bits)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new DeflateParameters { ServerMaxWindowBits = bits });
        Assert.Throws<ArgumentOutOfRangeException>(() => new DeflateParameters { ClientMaxWindowBits = bits });
        Assert.Throws<ArgumentOutOfRangeException>(() => new CompressionOptions { ServerMaxWindowBits = bits });
        Assert.Throws<ArgumentOutOfRangeException>(() => new CompressionOptions { ClientMaxWindowBits = bits });
        Assert.Throws<ArgumentOutOfRangeException>(() => new DeflateOffer { ServerMaxWindowBits = bits });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ClientWindow.LimitedTo(bits));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ClientWindow.LimitedTo(8) with { Bits = bits });
    }

    [Fact]
    public void Levels_are_1_to_9_and_lengths_not_negative()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new CompressionOptions { Level = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new CompressionOptions { Level = 10 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new CompressionOptions { MinBytes = -1 });
    }

    private static void Answers(string parameters, string answer, CompressionOptions policy)
    {
        var scene = Negotiating.Server("permessage-deflate" + parameters, policy);
        Assert.Equal("permessage-deflate" + answer, Negotiating.Said(scene));
        Assert.Equal("permessage-deflate" + answer, Negotiating.InForce(scene));
    }

    [Property]
    public void An_agreement_made_of_parameters_has_them(bool server, bool client, byte serverBits, byte clientBits)
    {
        var parameters = new DeflateParameters
        {
            ServerNoContextTakeover = server,
            ClientNoContextTakeover = client,
            ServerMaxWindowBits = 8 + (serverBits % 8),
            ClientMaxWindowBits = 8 + (clientBits % 8),
        };
        Assert.Equal(parameters, Agreement.Compressed(parameters).Compression);
    }
}
