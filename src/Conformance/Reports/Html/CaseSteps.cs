namespace Pure.WebSockets.Conformance;

/// <summary>
/// What the page of a case tells of its transcript: all of it but the start of those timers that every case has, which are worth a word
/// only when their time is over.
/// </summary>
internal static class CaseSteps
{
    public static IEnumerable<TimedEntry> Of(CaseResult result) =>
        result.Transcript.Where(timed =>
            timed.Entry
                is not Entry.TimerStarted
                {
                    Timer: TesterTimer.ClosingHandshake
                        or TesterTimer.TransportEnd
                        or TesterTimer.Limit
                        or TesterTimer.Ping
                        or TesterTimer.Pong
                }
        );
}
