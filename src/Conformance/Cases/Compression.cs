namespace Pure.WebSockets.Conformance;

/// <summary>What a case negotiates of permessage-deflate in the opening handshake.</summary>
/// <param name="Offers">What a tester in the client role offers, the preferred one first.</param>
/// <param name="Policies">What a tester in the server role answers by: the first policy that an offer satisfies.</param>
internal sealed record Compression(Seq<ExtensionOffer> Offers, Seq<AcceptPolicy> Policies);
