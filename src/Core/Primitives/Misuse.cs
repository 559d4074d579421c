namespace Pure.WebSockets;

/// <summary>
/// An error in a call by the application, such as a message that the protocol does not allow. The error is reported as a value and not as
/// an exception. Nothing was sent, and the state is unchanged.
/// </summary>
/// <param name="Rule">The section of the RFC that does not allow the call.</param>
/// <param name="Why">A sentence that describes the problem.</param>
public sealed record Misuse(string Rule, string Why)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Why} ({Rule})";
}
