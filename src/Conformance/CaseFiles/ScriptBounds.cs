namespace Pure.WebSockets.Conformance;

/// <summary>
/// Checks the bounds of a whole script in a case file. A tester writes the steps of a script without waiting for the peer to read them, so
/// the bounds keep the tester from filling its memory.
/// </summary>
internal static class ScriptBounds
{
    // All frames of a script together, so one message as well, even if it has many fragments.
    private const long MostOctets = 1L << 30;
    private const long MostFrames = 1_000_000;

    // With the maximum patience, a longer time could become too large for a TimeSpan.
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(24);

    /// <summary>Records a problem for each bound that a script exceeds. Each repetition of a step counts.</summary>
    public static void Check(SpecFields fields, Seq<TesterAction> steps)
    {
        var (octets, frames, seconds) = (0L, 0L, 0.0);
        var (before, size) = (Option<TesterAction>.None, (Octets: 0L, Frames: 0L, Seconds: 0.0));
        foreach (var step in steps)
        {
            // The repetitions of a step are the same object, so its size is computed once.
            if (!before.Exists(known => ReferenceEquals(known, step))) size = (OctetsOf(step), FramesOf(step), WaitOf(step));
            before = step;
            (octets, frames, seconds) = (octets + size.Octets, frames + size.Frames, seconds + size.Seconds);
        }

        if (octets > MostOctets)
            fields.Problem(
                "send",
                $"\"send\" has {octets} bytes of payload with all repetitions; it must have at most 1 GiB, {MostOctets}"
            );
        if (frames > MostFrames)
            fields.Problem(
                "send",
                $"\"send\" has {frames} frames and parts of frames with all repetitions; it must have at most {MostFrames}"
            );
        if (seconds > LongestWait.TotalSeconds)
            fields.Problem(
                "send",
                FormattableString.Invariant($"\"send\" waits for {seconds:0.###} seconds with all repetitions; ")
                    + FormattableString.Invariant($"it must wait for at most {LongestWait.TotalHours} hours")
            );
    }

    private static long OctetsOf(TesterAction step) => step switch
    {
        TesterAction.Send send => send.Frame.Payload.Length,
        TesterAction.SendTogether together => Sum(together.Frames),
        TesterAction.SendStart start => start.Frame.Payload.Length,
        TesterAction.SendMessage message => message.Payload.Length,
        TesterAction.Close close => close.Payload.Length,
        _ => 0,
    };

    private static long FramesOf(TesterAction step) => step switch
    {
        TesterAction.Send send => Parts(send.Frame.Payload.Length, send.Frame.Chop),
        TesterAction.SendTogether together => together.Frames.Count + together.Cuts.Count + Parts(Sum(together.Frames), together.Chop),
        TesterAction.SendMessage message => Parts(message.Payload.Length, message.FragmentSize),
        _ => 1,
    };

    private static double WaitOf(TesterAction step) => step switch
    {
        TesterAction.SendTogether together => together.Cuts.Count * together.Pause.TotalSeconds,
        TesterAction.Settle settle => settle.Time.TotalSeconds,
        TesterAction.Wait wait => wait.Time.TotalSeconds,
        TesterAction.FailAfter fail => fail.Time.TotalSeconds,
        TesterAction.CloseAfter close => close.Time.TotalSeconds,
        _ => 0,
    };

    private static long Sum(Seq<RawFrame> frames) => frames.Fold(0L, (sum, frame) => sum + frame.Payload.Length);

    private static long Parts(long octets, int size) => size == 0 ? 1 : 1 + (octets / size);
}
