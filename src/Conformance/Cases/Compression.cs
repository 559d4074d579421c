namespace Pure.WebSockets.Conformance;

/// <summary>What a case says of permessage-deflate in the opening handshake, at either end.</summary>
/// <param name="Offers">What a tester that is the client offers, the preferred first.</param>
/// <param name="Policies">What a tester that is the server answers by: the first that an offer satisfies.</param>
internal sealed record Compression(Seq<ExtensionOffer> Offers, Seq<AcceptPolicy> Policies);
