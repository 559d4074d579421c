using System.Collections.Immutable;
using System.Diagnostics;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Opens the connections of a session with a server. A server may reject or reset a connection for a short time, for example because it has
/// too many, and a server that hangs or whose proxy has lost it opens none. Neither is a finding about the conversation that wants the
/// connection. So if a connection does not open, one without extensions is tried as well, several times. If it opens, the first one is
/// tried again. If it does not open, although such a connection has opened before, the peer counts as unreachable. Several workers can use
/// the same instance concurrently.
/// </summary>
/// <param name="pauses">The pauses before the attempts to open a connection without extensions.</param>
/// <param name="stop">The token that ends a pause.</param>
internal sealed class PeerOpenings(ImmutableArray<TimeSpan> pauses, CancellationToken stop)
{
    // The number of attempts with the same request, if a connection without extensions opens between them. There are more attempts with a
    // server that has failed to open a connection only for a time.
    private const int Attempts = 2;
    private const int AttemptsIfBusy = 6;

    // After this time, no further attempt begins, unless other connections have opened meanwhile.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(6);

    // After this time, no further attempt begins.
    private static readonly TimeSpan LongestCrowd = TimeSpan.FromSeconds(30);

    private long opened;
    private long repeated;

    /// <summary>The pauses for a server over TCP.</summary>
    public static ImmutableArray<TimeSpan> PausesOverTcp { get; } =
        [.. new[] { 50, 100, 200, 400, 800, 1600 }.Select(time => TimeSpan.FromMilliseconds(time))];

    /// <summary>The number of openings that failed only for a time, or that failed until the peer counted as unreachable.</summary>
    public long Repeated => Interlocked.Read(ref repeated);

    /// <summary>The function that is called with the reason for the first of these failures, on the thread of the worker.</summary>
    public Action<string> OnFirst { get; set; } = _ => { };

    /// <summary>Returns a target that opens its connections in this way.</summary>
    /// <param name="target">The peer.</param>
    /// <param name="onFailure">
    /// The function that is called before an opening is repeated. It ends connections that are not in use, because the peer may accept only
    /// a limited number of connections.
    /// </param>
    public FuzzTarget Of(FuzzTarget target, Action? onFailure = null) =>
        new(wanted => Open(target, wanted, onFailure), running => RunCase(target, running, onFailure));

    private bool IsLast(int attempt) => attempt >= (Repeated > 0 ? AttemptsIfBusy : Attempts);

    private OpenedPeer Open(FuzzTarget target, AgreedDeflate? wanted, Action? onFailure)
    {
        var (before, isReported) = ((string?)null, false);
        for (var attempt = 1; ; attempt++)
        {
            var peer = target.Open(wanted);
            if (peer.Refusal is not { } why)
            {
                if (before is not null) Report(before, ref isReported);
                Interlocked.Increment(ref opened);
                return peer;
            }

            // A server that has never opened a connection does not have to open this one.
            if (Interlocked.Read(ref opened) == 0 || IsLast(attempt)) return peer;
            (peer.Peer as IDisposable)?.Dispose();
            before = why;
            var plain = Plain(target, why, onFailure, ref isReported);
            if (wanted is not null)
            {
                (plain.Peer as IDisposable)?.Dispose();
                continue;
            }

            Report(why, ref isReported);
            return plain;
        }
    }

    private CaseResult RunCase(FuzzTarget target, Case running, Action? onFailure)
    {
        var (before, isReported) = ((string?)null, false);
        for (var attempt = 1; ; attempt++)
        {
            var result = target.RunCase(running);
            var isOpen = result.Observation.WasOpen;
            if (isOpen) Interlocked.Increment(ref opened);
            if (isOpen || FuzzRun.DemandOf(result.Judgement) == Demand.May)
            {
                if (before is not null) Report(before, ref isReported);
                return result;
            }

            if (Interlocked.Read(ref opened) == 0 || IsLast(attempt)) return result;
            before = result.Judgement.Sentence.TrimEnd('.');
            var plain = Plain(target, before, onFailure, ref isReported);
            (plain.Peer as IDisposable)?.Dispose();
        }
    }

    /// <summary>Opens a connection without extensions.</summary>
    /// <exception cref="PeerUnreachableException">The peer did not open the connection in any attempt.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped during a pause.</exception>
    private OpenedPeer Plain(FuzzTarget target, string why, Action? onFailure, ref bool isReported)
    {
        onFailure?.Invoke();
        var (clock, before, attempts) = (Stopwatch.StartNew(), Interlocked.Read(ref opened), 0);
        for (var at = 0; ; at++)
        {
            if (at == pauses.Length || clock.Elapsed >= LongestWait)
            {
                // The connections of others open, so the peer is only crowded.
                var now = Interlocked.Read(ref opened);
                if (now == before || clock.Elapsed >= LongestCrowd) throw Unreachable(why, attempts);
                (at, before) = (0, now);
            }

            if (stop.WaitHandle.WaitOne(pauses[at])) throw new OperationCanceledException(stop);
            attempts++;
            var peer = target.Open(null);
            if (peer.Refusal is null)
            {
                Interlocked.Increment(ref opened);
                return peer;
            }

            why = peer.Refusal;
            Report(why, ref isReported);
            (peer.Peer as IDisposable)?.Dispose();
        }
    }

    private void Report(string why, ref bool isReported)
    {
        if (isReported) return;
        isReported = true;
        if (Interlocked.Increment(ref repeated) == 1) OnFirst(why);
    }

    private static PeerUnreachableException Unreachable(string why, int attempts)
    {
        var message = $"no connection opened any more in {CountText.Of(attempts, "attempt")}: {why}";
        return new PeerUnreachableException(message, new IOException(message));
    }
}
