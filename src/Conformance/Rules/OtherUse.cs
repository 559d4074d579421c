namespace Pure.WebSockets.Conformance;

/// <summary>Keywords in an RFC that are not rules.</summary>
/// <param name="Rfc">The number of the RFC.</param>
/// <param name="Places">The places, such as "2#1-13 4.2.2#1".</param>
/// <param name="Why">The reason why they are not rules.</param>
internal sealed record OtherUse(int Rfc, string Places, string Why);
