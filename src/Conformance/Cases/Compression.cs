namespace Pure.WebSockets.Conformance;

/// <summary>The permessage-deflate parameters that a case negotiates in the opening handshake.</summary>
/// <param name="Offers">The offers of a tester in the client role, in order of preference.</param>
/// <param name="Policies">The policies of a tester in the server role. The tester uses the first policy that an offer satisfies.</param>
internal sealed record Compression(Seq<ExtensionOffer> Offers, Seq<AcceptPolicy> Policies);
