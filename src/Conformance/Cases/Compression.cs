namespace Pure.WebSockets.Conformance;

/// <summary>The permessage-deflate parameters that a case negotiates in the opening handshake.</summary>
/// <param name="Offers">The offers that a tester in the client role sends, in order of preference.</param>
/// <param name="Policies">
/// The policies that a tester in the server role can apply. The tester uses the first policy that an offer satisfies.
/// </param>
internal sealed record Compression(Seq<ExtensionOffer> Offers, Seq<AcceptPolicy> Policies);
