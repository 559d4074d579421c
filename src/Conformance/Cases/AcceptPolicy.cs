namespace Pure.WebSockets.Conformance;

/// <summary>
/// The parameters that a tester in the server role sets for the client's compressor. The tester grants every parameter that the client
/// requests for the server's compressor.
/// </summary>
/// <param name="ClientNoContextTakeover">
/// Whether the client must compress each message without the context of earlier messages. This parameter can be set for every client.
/// </param>
/// <param name="ClientMaxWindowBits">
/// The base-2 logarithm of the maximum window size of the client's compressor, or None if the policy sets no maximum. A maximum can be set
/// only if the client offers client_max_window_bits. If the client offers a smaller value, the answer has that value, because an answer
/// must not exceed the offer (RFC 7692 §7.1.2.2).
/// </param>
internal sealed record AcceptPolicy(bool ClientNoContextTakeover, Option<int> ClientMaxWindowBits)
{
    /// <summary>The policy that sets no parameters for the client's compressor.</summary>
    public static AcceptPolicy Any { get; } = new(ClientNoContextTakeover: false, Option<int>.None);

    /// <summary>
    /// Returns the answer to a client's offers, according to the first policy that an offer satisfies. Returns None if no offer satisfies a
    /// policy. Offers of other extensions are ignored. Returns an error if an offer of permessage-deflate is invalid, even if another offer
    /// is valid. A server would only decline the invalid offer (RFC 7692 §7), and the client's mistake would not be noticed. The tester
    /// reports this mistake instead, as the Autobahn Testsuite does.
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
            ClientMaxWindowBits = ClientMaxWindowBits.Map(most => Math.Min(most, asked.ClientMaxWindowBits.IfNone(most))),
        };
}
