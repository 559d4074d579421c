namespace Pure.WebSockets;

/// <summary>Misuse by our own side, as a value: nothing was sent and the state is as it was.</summary>
/// <param name="Rule">The rule that the input would have broken, by its section.</param>
/// <param name="Why">What is wrong with it.</param>
public sealed record Refusal(string Rule, string Why)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Why} ({Rule})";
}
