using System.Text;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Whether a fault of a server that sends nothing back is visible on the wire, and which cases detect it.</summary>
/// <param name="End">The fault.</param>
/// <param name="VisibleIn">A case in which the bytes of the faulty peer differ from those of the sound one, or null.</param>
/// <param name="CaughtBy">The first case that fails for the faulty peer and not for the sound one, or null.</param>
/// <param name="NoticedBy">The first case that is NON-STRICT for the faulty peer and not for the sound one, or null.</param>
internal sealed record SilentScore(FaultyEnd End, string? VisibleIn, string? CaughtBy, string? NoticedBy)
{
    private static readonly CompressedMessages Messages = CompressedMessages.For(FaultCases.All);

    private static readonly Lazy<IReadOnlyList<SilentScore>> Scores = new(() =>
        [.. FaultyEnd.All.Where(end => end.Role == Role.Server).ToArray().AsParallel().AsOrdered().Select(Of)]);

    private static readonly Lazy<Dictionary<CaseId, (CaseResult Result, string Bytes)>> Sound = new(() =>
        Silent
            .Select(one => Run(one, Fault.None, EchoPeer.Application.Ignores))
            .ToDictionary(result => result.Case.Id, result => (result, BytesOf(result))));

    /// <summary>All faults that a server can have.</summary>
    public static IReadOnlyList<SilentScore> All => Scores.Value;

    /// <summary>Whether the fault is visible on the wire, so that it can be caught in principle.</summary>
    public bool IsVisible => VisibleIn is not null;

    /// <summary>Whether the fault is not caught, and one case is NON-STRICT.</summary>
    public bool IsNoticed => CaughtBy is null && NoticedBy is not null;

    /// <summary>Whether the fault is visible, and no case shows it.</summary>
    public bool IsMissed => IsVisible && CaughtBy is null && NoticedBy is null;

    private static Seq<Case> Silent { get; } = PeerProfile.Silent.Of(FaultCases.For(Role.Server)).Cases;

    /// <summary>Runs a case with a peer in memory.</summary>
    public static CaseResult Run(Case running, Fault fault, EchoPeer.Application application) =>
        MemoryRunner.Run(
            running,
            Role.Server,
            new BoundedPeer(new EchoPeer(Role.Server, fault, application: application)),
            Messages
        );

    /// <summary>The numbers, and a table with a row for each area.</summary>
    public static string Write()
    {
        var (visible, caught, noticed) = (
            All.Count(score => score.IsVisible),
            All.Count(score => score.CaughtBy is not null),
            All.Count(score => score.IsNoticed)
        );
        var text = new StringBuilder(
            $"\n## Faults of silent servers\n\nOf {All.Count} faults that a server can have, {visible} are visible in a silent server. "
                + $"{caught} of these are caught: a case fails. {noticed} are noticed: the worst verdict is NON-STRICT.\n\n"
                + "| area | faults | visible | caught | noticed | neither |\n|---|--:|--:|--:|--:|---|\n"
        );
        foreach (var area in All.GroupBy(score => score.End.Area))
        {
            var missed = area.Where(score => score.IsMissed).Select(score => score.End.Says).ToArray();
            text.Append(
                $"| {area.Key} | {area.Count()} | {area.Count(score => score.IsVisible)} "
                    + $"| {area.Count(score => score.CaughtBy is not null)} | {area.Count(score => score.IsNoticed)} "
                    + $"| {(missed.Length == 0 ? "–" : string.Join("; ", missed))} |\n"
            );
        }

        text.Append("\nThese faults are not visible, because they concern only what an echo contains:\n\n");
        foreach (var score in All.Where(score => !score.IsVisible)) text.Append($"- {score.End.Says}\n");
        return text.ToString();
    }

    private static SilentScore Of(FaultyEnd end)
    {
        var (visible, noticed) = ((string?)null, (string?)null);
        foreach (var one in Silent)
        {
            var result = Run(one, end.Fault, EchoPeer.Application.Ignores);
            var (sound, bytes) = Sound.Value[one.Id];
            if (BytesOf(result) == bytes) continue;
            visible ??= one.Id.Text;
            if (end.IsCaughtBy(result.Judgement) && !end.IsCaughtBy(sound.Judgement))
                return new SilentScore(end, visible, one.Id.Text, noticed);
            if (result.Judgement.Behavior == Verdict.NonStrict && sound.Judgement.Behavior != Verdict.NonStrict) noticed ??= one.Id.Text;
        }

        return new SilentScore(end, visible, null, noticed);
    }

    /// <summary>What the peer sent and when, with the end of the transport.</summary>
    private static string BytesOf(CaseResult result) =>
        string.Join(
            ';',
            result.Transcript.Choose(row => row.Entry switch
            {
                TranscriptEntry.Received received => Prelude.Some(
                    $"{row.At.Ticks}:{Convert.ToHexString(received.Octets.Memory.Span)}"
                ),
                TranscriptEntry.Dropped { By: Side.Theirs } => Prelude.Some($"{row.At.Ticks}:end"),
                TranscriptEntry.NotOpened failed => Prelude.Some(failed.Response),
                TranscriptEntry.Opened opened => Prelude.Some(opened.Response),
                _ => Option<string>.None,
            })
        );
}
