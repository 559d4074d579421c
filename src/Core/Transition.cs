namespace Pure.WebSockets;

/// <summary>What a step gives. Every part is freshly made and may be kept for ever.</summary>
/// <param name="Next">The state after the step.</param>
/// <param name="Outputs">What to write, in order.</param>
/// <param name="Effects">What happened, in order.</param>
public sealed record Transition(Connection Next, Seq<Output> Outputs, Seq<Effect> Effects);
