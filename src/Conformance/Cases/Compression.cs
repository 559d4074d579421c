namespace Pure.WebSockets.Conformance;

/// <summary>The permessage-deflate parameters that a case negotiates in the opening handshake.</summary>
/// <param name="Offers">The offers of a tester in the client role, the preferred one first.</param>
/// <param name="Policies">The policies of a tester in the server role: the first policy that an offer satisfies.</param>
internal sealed record Compression(Seq<ExtensionOffer> Offers, Seq<AcceptPolicy> Policies);
