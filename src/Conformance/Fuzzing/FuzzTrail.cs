using System.Diagnostics;

namespace Pure.WebSockets.Conformance;

/// <summary>The last conversations of one worker, which are known if the peer is lost. There is one entry for each connection.</summary>
internal sealed class FuzzTrail
{
    // The connection in use, the connections that wait for a later conversation, and those that have just ended.
    private const int MostConnections = 4;

    private readonly List<(FuzzSuspect Suspect, bool WasEnded, long At)> entries = [];

    /// <summary>Adds a conversation that has been run. An entry with an earlier conversation on the same connection is replaced.</summary>
    /// <param name="suspect">The conversation, together with those before it on the connection.</param>
    /// <param name="wasEnded">Whether the peer ended the connection.</param>
    public void Add(FuzzSuspect suspect, bool wasEnded)
    {
        entries.RemoveAll(entry => entry.Suspect.Since == suspect.Since);
        if (entries.Count == MostConnections) entries.RemoveAt(0);
        entries.Add((suspect, wasEnded, Stopwatch.GetTimestamp()));
    }

    /// <summary>
    /// Returns the conversations of several workers. First come those whose connection the peer ended, because a peer that exits ends all
    /// connections. Of these, the latest ones come first.
    /// </summary>
    public static IEnumerable<FuzzSuspect> Suspects(IEnumerable<FuzzTrail> trails) =>
        trails
            .SelectMany(trail => trail.entries)
            .OrderByDescending(entry => entry.WasEnded)
            .ThenByDescending(entry => entry.At)
            .Select(entry => entry.Suspect);
}
