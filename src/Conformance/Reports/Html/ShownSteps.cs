namespace Pure.WebSockets.Conformance;

/// <summary>Selects the entries of a transcript that the page of a case shows.</summary>
internal static class ShownSteps
{
    /// <summary>
    /// Returns the entries to show. A timer that is not part of the script is shown only when it elapses. The timers that separate
    /// consecutive writes are never shown.
    /// </summary>
    public static IEnumerable<TimedTranscriptEntry> Of(CaseResult result) =>
        result.Transcript.Where(timed => timed.Entry switch
        {
            TranscriptEntry.TimerElapsed elapsed => elapsed.Timer != TesterTimer.Next,
            TranscriptEntry.TimerStarted started => started.Timer
                is not (
                    TesterTimer.ClosingHandshake
                    or TesterTimer.TransportEnd
                    or TesterTimer.Limit
                    or TesterTimer.Ping
                    or TesterTimer.Pong
                    or TesterTimer.Settle
                    or TesterTimer.Next
                ),
            _ => true,
        });

    /// <summary>Returns a list as text. In a long list, the items in the middle are replaced with the text for a gap.</summary>
    /// <param name="all">The list.</param>
    /// <param name="first">The number of items to show at the beginning of a long list.</param>
    /// <param name="last">The number of items to show at the end of a long list.</param>
    /// <param name="show">A function that returns the text for an item. Its arguments are the item and its index in the list.</param>
    /// <param name="gap">A function that returns the text for the gap. Its argument is the list of omitted items.</param>
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
