namespace Pure.WebSockets.Conformance;

/// <summary>The entries of a transcript that the page of a case shows.</summary>
internal static class ShownSteps
{
    /// <summary>
    /// Returns all entries except the start of the timers that every case has. Such timers are shown only when they elapse.
    /// </summary>
    public static IEnumerable<TimedTranscriptEntry> Of(CaseResult result) =>
        result.Transcript.Where(timed =>
            timed.Entry
                is not TranscriptEntry.TimerStarted
                {
                    Timer: TesterTimer.ClosingHandshake
                        or TesterTimer.TransportEnd
                        or TesterTimer.Limit
                        or TesterTimer.Ping
                        or TesterTimer.Pong
                }
        );

    /// <summary>Returns a list as text. The middle of a long list is replaced by a gap.</summary>
    /// <param name="all">The list.</param>
    /// <param name="first">How many items to show at the beginning of a long list.</param>
    /// <param name="last">How many items to show at the end of a long list.</param>
    /// <param name="show">Writes an item, given with its position.</param>
    /// <param name="gap">Writes the gap, given the items that are left out.</param>
    public static string Write<T>(
        IReadOnlyList<T> all,
        int first,
        int last,
        Func<T, int, string> show,
        Func<IReadOnlyList<T>, string> gap
    ) =>
        all.Count <= first + last + 1
            ? string.Concat(all.Select(show))
            : string.Concat(all.Take(first).Select(show))
                + gap([.. all.Skip(first).Take(all.Count - first - last)])
                + string.Concat(all.TakeLast(last).Select((one, at) => show(one, all.Count - last + at)));
}
