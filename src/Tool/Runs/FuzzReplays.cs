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
        var role = session.Tester == Role.Client ? "clients" : "servers";
        if (own.IsEmpty) throw new UsageException($"--replay: case {others[0].Id} tests {role}.");
        AnsiConsole.MarkupLineInterpolated($"[bold]{CountText.Of(own.Count, "saved case")} with {peer}[/]");
        if (!others.IsEmpty) Console.WriteLine($"left out: {CountText.Of(others.Count, "case")} for {role}");
        var profiled = session.Profile.Of(own);
        if (!profiled.Scope.IsWhole) Console.WriteLine(PrintableText.OneLine($"{profiled.Scope}"));
        var results = Results(session, profiled.Cases, peer, stop);
        if (folder is not null) FuzzFiles.WriteReport(folder, peer, results, session.Patience);
        var failed = results.Count(result => FuzzRun.DemandOf(result.Judgement) == Demand.Must);
        var lenient = results.Count(result => FuzzRun.DemandOf(result.Judgement) == Demand.Should);
        var cases = CountText.Of(results.Count, "case");
        Console.WriteLine($"{cases}, {CountText.Of(failed, "failure")}, {CountText.Of(lenient, "other finding")}");
        if (results.Count < profiled.Cases.Count) throw new UsageException($"stopped after {cases}.");
        return failed > 0 ? 1 : 0;
    }

    /// <summary>Runs the cases in order and prints each result. Returns the results of the completed cases.</summary>
    private static List<CaseResult> Results(FuzzSession session, Seq<Case> cases, string peer, CancellationToken stop)
    {
        var (target, results) = (session.TargetOf(session, 0), new List<CaseResult>());
        using var waiting = new WaitingLine();
        try
        {
            foreach (var found in cases)
            {
                stop.ThrowIfCancellationRequested();
                if (session.IsLive) waiting.Begin(FuzzRuns.Awaited(session, $"the answers to case {found.Id} from {peer}"));
                var result = target.RunCase(found);
                waiting.End();
                results.Add(result);
                foreach (var line in Lines(result)) Console.WriteLine(PrintableText.OneLine(line));
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The run was stopped, so only the results of the completed cases are returned.
        }

        return results;
    }

    private static IEnumerable<string> Lines(CaseResult result)
    {
        var judgement = result.Judgement;
        yield return $"{result.Case.Id}: {(judgement.IsFailure ? "FAILED" : VerdictText.Of(judgement.Behavior))}";
        if (FuzzRun.DemandOf(judgement) == Demand.May) yield break;
        yield return $"  {judgement.Sentence}";
        foreach (var line in ConversationText.Lines(result.Transcript)) yield return $"    {line}";
    }
}
