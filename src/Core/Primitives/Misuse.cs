namespace Pure.WebSockets;

/// <summary>
/// A misuse of the protocol by this side, which is reported as a value and not as an exception. Nothing was sent, and the state is
/// unchanged.
/// </summary>
/// <param name="Rule">The section of the RFC that does not allow the input.</param>
/// <param name="Why">A sentence that describes the problem.</param>
public sealed record Misuse(string Rule, string Why)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Why} ({Rule})";
}
