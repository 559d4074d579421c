using LanguageExt;
using Pure.WebSockets.Conformance;
using Spectre.Console;

namespace Pure.WebSockets.Tool;

/// <summary>Runs saved cases, such as the case files of earlier findings.</summary>
internal static class FuzzReplays
{
    /// <summary>Runs the cases in order. Returns the exit code, which is 1 if a case failed; otherwise, 0.</summary>
    /// <param name="session">The settings, which include the peer and the cases.</param>
    /// <param name="peer">The name of the peer.</param>
    /// <param name="folder">The folder for the reports, or null to write no reports.</param>
    /// <param name="stop">The token that stops the run.</param>
    /// <exception cref="UsageException">All cases are for the other kind of peer, or the run was stopped.</exception>
    public static int Run(FuzzSession session, string peer, string? folder, CancellationToken stop)
    {
        var others = session.Replayed.Filter(found => found.Tester.Exists(tester => tester != session.Tester)).Strict();
        var own = session.Replayed.Filter(found => found.Tester.ForAll(tester => tester == session.Tester)).Strict();
        // The other cases are for the peers in the tester's own role.
        var (role, tested) = session.Tester == Role.Client ? ("clients", "servers") : ("servers", "clients");
        if (own.IsEmpty)
            throw new UsageException(
                $"--replay: no case for {tested}. {CountText.Of(others.Count, "case")} for {role}, such as {others[0].Id}, "
                    + $"{(others.Count == 1 ? "was" : "were")} left out."
            );
        AnsiConsole.MarkupLineInterpolated($"[bold]{CountText.Of(own.Count, "saved case")} with {peer}[/]");
        if (!others.IsEmpty) Console.WriteLine($"left out: {CountText.Of(others.Count, "case")} for {role}");
        var profiled = session.Profile.Of(own);
        if (!profiled.Scope.IsWhole) Console.WriteLine(PrintableText.OneLine($"{profiled.Scope}"));
        var (results, lost) = Results(session, profiled.Cases, peer, stop);
        if (folder is not null) FuzzFiles.WriteReport(folder, peer, results, session.Patience);
        var failed = results.Count(result => FuzzRun.DemandOf(result.Judgement) == Demand.Must);
        var lenient = results.Count(result => FuzzRun.DemandOf(result.Judgement) == Demand.Should);
        var (cases, unrun) = (CountText.Of(results.Count, "case"), profiled.Cases.Count - results.Count);
        Console.WriteLine(
            $"{cases}, {CountText.Of(failed, "failure")}, {CountText.Of(lenient, "other finding")}"
                + (lost is null || unrun == 0 ? "" : $"; not run, because the peer was lost: {CountText.Of(unrun, "case")}")
        );
        if (lost is not null) Console.WriteLine(PrintableText.OneLine($"the peer was lost: {lost}"));
        else if (unrun > 0) throw new UsageException($"stopped after {cases}.");
        return failed > 0 || lost is not null ? 1 : 0;
    }

    /// <summary>
    /// Runs the cases in order and prints each result. Returns the results of the completed cases, and the error message if the peer was
    /// lost and did not return in time; otherwise, null.
    /// </summary>
    private static (List<CaseResult> Results, string? Lost) Results(
        FuzzSession session,
        Seq<Case> cases,
        string peer,
        CancellationToken stop
    )
    {
        var (target, results) = (session.PatientTarget(0), new List<CaseResult>());
        using var waiting = new WaitingLine();
        try
        {
            var watches = session.IsLive && PeerWatch.CanWatch(target, session.Tester);
            foreach (var found in cases)
            {
                stop.ThrowIfCancellationRequested();
                if (session.IsLive) waiting.Begin(FuzzRuns.Awaited(session, $"the answers to case {found.Id} from {peer}"));
                var (result, isLost) = Result(session, target, found, watches);
                waiting.End();
                results.Add(result);
                foreach (var line in Lines(result)) Console.WriteLine(PrintableText.OneLine(line));
                if (isLost && results.Count < cases.Count) LossSearch.AwaitReturn(target, session.ReturnPatience, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The run was stopped, so only the results of the completed cases are returned.
        }
        catch (PeerUnreachableException error)
        {
            return (results, error.Message);
        }

        return (results, null);
    }

    /// <summary>Runs a case. If the peer is lost after the case, the result is a failure for this reason.</summary>
    private static (CaseResult Result, bool IsLost) Result(FuzzSession session, FuzzTarget target, Case found, bool watches)
    {
        if (!session.IsLive) return (target.RunCase(found), false);
        CaseResult? result = null;
        var isLost = PeerWatch.IsLostAfter(() => result = target.RunCase(found), target, session.Tester, watches);
        return (isLost ? PeerLoss.Failed(result!, PeerLoss.Finding) : result!, isLost);
    }

    private static IEnumerable<string> Lines(CaseResult result)
    {
        var judgement = result.Judgement;
        yield return $"{result.Case.Id}: {(judgement.IsFailure ? "FAILED" : VerdictText.Of(judgement.Behavior))}";
        if (FuzzRun.DemandOf(judgement) == Demand.May) yield break;
        yield return $"  {judgement.Sentence}";
        foreach (var line in ConversationText.Lines(result.Transcript, result.Case.IsAboutHeads)) yield return $"    {line}";
    }
}
