namespace Pure.WebSockets.Properties;

/// <summary>
/// What an observer of the wire and the effects, without the state, knows of a connection. Counts stop at two, since more is equally wrong.
/// </summary>
internal readonly record struct Watch
{
    /// <summary>The timer that was last started and not stopped.</summary>
    public TimerKind Running { get; init; }

    public bool Started { get; init; }

    public bool Opened { get; init; }

    /// <summary>Whether our last data frame leaves its message incomplete.</summary>
    public bool MessageInProgress { get; init; }

    public int ClosesSent { get; init; }

    public int ClosesSeen { get; init; }

    public int Failures { get; init; }

    public int Ends { get; init; }

    public static Watch Of(Connection start) => new() { Opened = start.Phase is Phase.Open };

    public Watch After(Input input, Transition transition)
    {
        var watch = input is Input.Start && !Started ? this with { Started = true } : this;
        foreach (var output in transition.Outputs)
        {
            if (output is not Output.Framed(var frame)) continue;
            if (frame.Opcode == Opcode.Close) watch = watch with { ClosesSent = More(watch.ClosesSent) };
            else if (frame.Opcode < Opcode.Close) watch = watch with { MessageInProgress = !frame.Final };
        }

        foreach (var effect in transition.Effects)
        {
            watch = effect switch
            {
                Effect.StartTimer start => watch with { Running = start.Timer },
                Effect.CancelTimer => watch with { Running = TimerKind.None },
                Effect.Opened => watch with { Opened = true },
                Effect.CloseReceived => watch with { ClosesSeen = More(watch.ClosesSeen) },
                Effect.Failed => watch with { Failures = More(watch.Failures) },
                Effect.CloseTransport => watch with { Ends = More(watch.Ends), MessageInProgress = false },
                _ => watch,
            };
        }

        return watch.ClosesSent > 0 ? watch with { MessageInProgress = false } : watch;
    }

    private static int More(int count) => Math.Min(2, count + 1);
}
