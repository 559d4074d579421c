namespace Pure.WebSockets.Conformance;

/// <summary>
/// The requests of a tester in the server role to the client's compressor. The tester grants whatever the client requests of the server's
/// compressor.
/// </summary>
/// <param name="ClientNoContextTakeover">Whether the client must compress each message on its own, which every client can.</param>
/// <param name="ClientMaxWindowBits">The window that the client must use. It can be set only if the client offers
/// client_max_window_bits.</param>
internal sealed record AcceptPolicy(bool ClientNoContextTakeover, Option<int> ClientMaxWindowBits)
{
    /// <summary>Requests nothing of the client's compressor.</summary>
    public static AcceptPolicy Any { get; } = new(ClientNoContextTakeover: false, Option<int>.None);

    /// <summary>
    /// Answers a client's extensions by the first policy that an offer satisfies. Returns None if no offer satisfies one, or what is wrong
    /// with an offer.
    /// </summary>
    public static Either<string, Option<AgreedDeflate>> Answer(Seq<AcceptPolicy> policies, Seq<ExtensionOffer> offered) =>
        offered.Filter(offer => offer.Name == AgreedDeflate.Extension)
            .Fold<Either<string, Seq<(AgreedDeflate Asked, bool KnowsWindow)>>>(
                Seq<(AgreedDeflate Asked, bool KnowsWindow)>.Empty,
                (read, offer) =>
                    read.Bind(before =>
                        AgreedDeflate.Read(offer, mayBeBare: true).Map(asked => before.Add((asked, AgreedDeflate.KnowsClientWindow(offer))))
                    )
            )
            .Map(offers =>
                policies
                    .Bind(policy =>
                        offers
                            .Filter(offer => policy.ClientMaxWindowBits.IsNone || offer.KnowsWindow)
                            .Map(offer => policy.AnswerTo(offer.Asked))
                    )
                    .HeadOrNone()
            );

    private AgreedDeflate AnswerTo(AgreedDeflate asked) =>
        asked with
        {
            ClientNoContextTakeover = ClientNoContextTakeover,
            ClientMaxWindowBits = ClientMaxWindowBits,
        };
}
