using System.Text;

namespace Pure.WebSockets.Properties;

/// <summary>
/// The part of a state and of a step that the small world compares. It does not include the payload of messages (stored pieces, windows,
/// requests, close reasons), the masking key and the options. It includes the phase, how much of the head or the body has arrived, the
/// timer, the frame and the message in progress in both directions with their incomplete code points, an incomplete start of a frame, and
/// the position in a compressed message. <see cref="Exploration.Differences"/> checks that nothing relevant is left out.
/// </summary>
internal static class Abstraction
{
    public static string Of(Connection state) => new StringBuilder()
        .Append(Of(state.Phase)).Append(" timer ").Append(state.Timer)
        .Append(state.Receiving.MessageInProgress ? $" receiving {state.Receiving with { Key = default }}" : "")
        .Append(state.Sending.InProgress ? $" sending {state.Sending}" : "")
        .Append(state.StepBuffer.Length > 0 ? $" rest {Convert.ToHexString(state.StepBuffer.ToBytes().ToArray())}" : "")
        .Append(state.StepBuffer.Waits ? $" waits, then {(state.StepBuffer.Ended ? "ends" : "goes on")}, " : "")
        .Append(state.StepBuffer.Waits ? $"over meanwhile {state.StepBuffer.Fired}" : "")
        .Append(state.Inflation is { } inflation ? Of(inflation) : "")
        .Append(state.Deflation is null ? "" : " deflating")
        .ToString();

    /// <summary>The result of a step, without payloads.</summary>
    public static string Of(Transition transition)
    {
        if (transition.Outputs.IsEmpty && transition.Effects.IsEmpty) return "";
        var text = new StringBuilder();
        foreach (var output in transition.Outputs)
            text.Append(output is Output.Framed(var frame) ? $"{frame.Opcode} {frame.Final} {frame.Rsv1}, " : "head, ");
        foreach (var effect in transition.Effects)
            text.Append(Of(effect)).Append(", ");
        return text.ToString();
    }

    private static string Of(Phase phase) =>
        phase switch
        {
            Phase.AwaitingRequest waiting => $"{nameof(Phase.AwaitingRequest)} {waiting.Head.Length} {waiting.Matched}",
            Phase.AwaitingResponse waiting => $"{nameof(Phase.AwaitingResponse)} {waiting.Head.Length} {waiting.Matched}",
            Phase.ReadingRefusal reading => $"{nameof(Phase.ReadingRefusal)} {reading.Reader} {reading.Body.Length}",
            Phase.Closing closing => $"{nameof(Phase.Closing)} theirs {closing.Theirs.IsSome} first {closing.First}",
            Phase.Closed(var closure) =>
                $"{nameof(Phase.Closed)} clean {closure.Clean} first {closure.First} error {closure.Error.Map(error => error.Code)}",
            _ => phase.GetType().Name,
        };

    private static string Of(InflateContext inflation) =>
        $" inflating {inflation.Window.Length > 0} {inflation.Inflated} {inflation.TailTaken}"
        + (
            inflation.State == default
                ? ""
                : $" {inflation.State.Bits} {inflation.State.BitCount} {inflation.State.Phase} {inflation.State.FinalBlock} "
                    + $"{inflation.State.Remaining} {inflation.State.Distance} {inflation.State.LiteralCodes} "
                    + $"{inflation.State.DistanceCodes} {inflation.State.PrecodeCodes} {inflation.State.Lengths}"
        );

    private static string Of(Effect effect) => effect switch
    {
        Effect.Message(var kind, _) => $"message {kind}",
        Effect.MessagePiece(var kind, _, var final) => $"piece {kind} {final}",
        Effect.CloseReceived(var status) => $"close {status.Code}",
        Effect.StartTimer(var timer, _) => $"timer {timer}",
        Effect.Failed(var error) => $"failed {error.Code} {error.Rule}",
        Effect.Misused(var refusal) => $"refused {refusal.Rule}",
        _ => effect.GetType().Name,
    };
}
