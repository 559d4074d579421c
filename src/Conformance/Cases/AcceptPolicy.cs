namespace Pure.WebSockets.Conformance;

/// <summary>What a tester that is the server wants of its client's compressor. What the client wants of the server's it grants.</summary>
/// <param name="ClientNoContextTakeover">Whether the client is told to compress each message on its own, which every client can.</param>
/// <param name="ClientMaxWindowBits">The window that the client is told to use: only one that offers client_max_window_bits can be
/// told.</param>
internal sealed record AcceptPolicy(bool ClientNoContextTakeover, Option<int> ClientMaxWindowBits)
{
    /// <summary>Nothing.</summary>
    public static AcceptPolicy Any { get; } = new(ClientNoContextTakeover: false, Option<int>.None);

    /// <summary>
    /// The answer to a client's extensions by the first policy that an offer satisfies: none when no offer does; else what is wrong with
    /// an offer.
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
