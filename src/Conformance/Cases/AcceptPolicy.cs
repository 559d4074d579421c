namespace Pure.WebSockets.Conformance;

/// <summary>
/// The permessage-deflate parameters that a tester in the server role sets for the client's compressor. For its own compressor, the tester
/// grants every parameter that the client requests.
/// </summary>
/// <param name="ClientNoContextTakeover">
/// Whether the client must compress each message without the context of earlier messages. The tester can set this parameter even if the
/// client does not offer client_no_context_takeover.
/// </param>
/// <param name="ClientMaxWindowBits">
/// The base-2 logarithm of the maximum window size of the client's compressor, or None if the policy sets no maximum. A maximum can be set
/// only if the client offers client_max_window_bits. If the client offers a smaller value, the answer contains the client's value, because
/// an answer must not exceed the offer (RFC 7692 §7.1.2.2).
/// </param>
internal sealed record AcceptPolicy(bool ClientNoContextTakeover, Option<int> ClientMaxWindowBits)
{
    /// <summary>The policy that sets no parameters for the client's compressor.</summary>
    public static AcceptPolicy Any { get; } = new(ClientNoContextTakeover: false, Option<int>.None);

    /// <summary>
    /// Returns the answer to a client's offers. The answer applies the first policy that an offer satisfies. Returns None if no offer
    /// satisfies any policy. Offers of other extensions are ignored. Returns an error if any offer of permessage-deflate is invalid, even
    /// if another offer is valid. RFC 7692 §7 requires a server to decline an invalid offer. The tester reports an error instead, as the
    /// Autobahn Testsuite does, because the report must show the client's mistake.
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
