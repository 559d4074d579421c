using LanguageExt;
using Pure.WebSockets.Conformance;
using Spectre.Console;

namespace Pure.WebSockets.Tool;

/// <summary>Runs the cases of earlier findings.</summary>
internal static class FuzzReplays
{
    /// <summary>Runs the cases in order and returns the exit code, which is 1 if the peer fails a case, and 0 otherwise.</summary>
    /// <param name="session">The session, with the peer and the cases.</param>
    /// <param name="peer">The name of the peer.</param>
    /// <param name="folder">The folder for the reports, or null.</param>
    /// <param name="stop">The token that ends the run early.</param>
    /// <exception cref="UsageException">A case is for the other kind of peer, or the run was stopped.</exception>
    public static int Run(FuzzSession session, string peer, string? folder, CancellationToken stop)
    {
        foreach (var other in session.Replayed.Filter(found => found.Tester.Exists(tester => tester != session.Tester)))
            throw new UsageException($"--replay: case {other.Id} tests {(session.Tester == Role.Client ? "clients" : "servers")}.");
        AnsiConsole.MarkupLineInterpolated($"[bold]{session.Replayed.Count} saved cases with {peer}[/]");
        var (target, results) = (session.TargetOf(session, 0), new List<CaseResult>());
        var profiled = session.Profile.Of(session.Replayed);
        if (!profiled.Scope.IsWhole) Console.WriteLine(PrintableText.OneLine($"{profiled.Scope}"));
        foreach (var found in profiled.Cases)
        {
            if (stop.IsCancellationRequested)
                throw new UsageException(FormattableString.Invariant($"stopped after {results.Count} cases."));
            var result = target.RunCase(found);
            results.Add(result);
            foreach (var line in Lines(result)) Console.WriteLine(PrintableText.OneLine(line));
        }

        if (folder is not null) FuzzFiles.WriteReport(folder, peer, results);
        var failed = results.Count(result => FuzzRun.DemandOf(result.Judgement) == Demand.Must);
        var lenient = results.Count(result => FuzzRun.DemandOf(result.Judgement) == Demand.Should);
        Console.WriteLine(FormattableString.Invariant($"{results.Count} cases, {failed} failures, {lenient} other findings"));
        return failed > 0 ? 1 : 0;
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
