namespace Pure.WebSockets.Conformance;

/// <summary>What a peer may do instead of what a case expects of it, and what that is called.</summary>
/// <param name="Verdict">What it is called: not strict, or only worth knowing.</param>
/// <param name="Events">What it does, exactly and in order.</param>
/// <param name="Close">How the connection closes then.</param>
/// <param name="Why">What it did and why that is allowed, in a sentence.</param>
internal sealed record Alternative(Verdict Verdict, Seq<Event> Events, CloseExpectation Close, string Why)
{
    /// <summary>
    /// Whether anything else is so called, as long as the connection opened and no illegal frame came: the events do not matter then.
    /// </summary>
    public bool WhateverCame { get; init; }
}
