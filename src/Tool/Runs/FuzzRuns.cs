using System.Globalization;
using Pure.WebSockets.Conformance;
using Spectre.Console;

namespace Pure.WebSockets.Tool;

/// <summary>Runs generated conversations with a peer, shows the progress, and prints the findings.</summary>
internal static class FuzzRuns
{
    // If a session has fewer conversations than this number, a warning is printed, because many kinds of frames and sequences have not
    // occurred.
    private const int FewConversations = 100;

    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Runs a session. Returns the exit code, which is 1 if a finding is a failure (<see cref="FuzzFailure.IsFailure"/>) or the peer
    /// could no longer be reached; otherwise, 0.
    /// </summary>
    /// <param name="session">The settings of the session.</param>
    /// <param name="peer">The name of the peer.</param>
    /// <param name="mark">The mark of the peer in the names of its case files.</param>
    /// <param name="repeat">The part of the command line that specifies the peer.</param>
    /// <param name="folder">The folder for the findings, or null to write no files.</param>
    /// <param name="stop">The token that ends the session early.</param>
    public static int Run(FuzzSession session, string peer, string mark, string repeat, string? folder, CancellationToken stop)
    {
        if (folder is not null) FuzzFiles.Prepare(folder);
        if (!session.Replayed.IsEmpty) return FuzzReplays.Run(session, peer, folder, stop);
        AnsiConsole.MarkupLineInterpolated($"[bold]Generated conversations with {peer}, seed {session.Seed}[/]");
        using var waiting = new WaitingLine();
        if (session.IsLive) waiting.Begin(Awaited(session, $"the first answers from {peer}"));
        if (session.Openings is { } openings)
            openings.OnFirst = why => WaitingLine.Write($"an opening handshake failed, and is repeated: {why}");
        var losing = new FuzzLosses(session, mark, repeat, folder);
        var report = WithProgress(onProgress =>
            (session with
            {
                OnLost = lost =>
                {
                    waiting.End();
                    losing.Begin(lost);
                },
                OnReturn = losing.Return,
            }).Run(
                progress =>
                {
                    if (progress.Conversations > 0) waiting.End();
                    onProgress(progress);
                },
                stop
            )
        );
        waiting.End();
        var failed = Show(report, session, repeat);
        if (report.Lost is { } lost) losing.End(lost);
        if (folder is not null)
        {
            FuzzFiles.Write(folder, mark, session.Seed, report.Failures, peer, session.Patience, losing.Result(report.Lost));
            if (report.Failures.Count == 0 && report.Lost is null) ShowNothingSaved(folder);
        }

        if (losing.Problem is { } problem) throw new UsageException(problem);
        if (stop.IsCancellationRequested) throw Stopped(report.Progress.Conversations);
        return failed > 0 || report.Lost is not null ? 1 : 0;
    }

    /// <summary>
    /// Tests the clients that connect. Returns the exit code, which is 1 if a finding is a failure
    /// (<see cref="FuzzFailure.IsFailure"/>); otherwise, 0. A run that no client continues has no result, like one that is stopped.
    /// </summary>
    /// <param name="session">The settings.</param>
    /// <param name="listen">
    /// A function that starts the server for the clients. Its argument is a callback that is called for each rejected connection, with a
    /// description of the problem.
    /// </param>
    /// <param name="repeat">The part of the command line that specifies how to listen for the clients.</param>
    /// <param name="folder">The folder for the findings, or null to write no files.</param>
    /// <param name="stop">The token that ends the run early.</param>
    public static int RunClients(
        FuzzSession session,
        Func<Action<string>, ClientFuzzing> listen,
        string repeat,
        string? folder,
        CancellationToken stop
    )
    {
        if (folder is not null) FuzzFiles.Prepare(folder);
        var rejections = new RejectionLines();
        using var server = listen(problem => rejections.Add($"  rejected: {problem}"));
        AnsiConsole.MarkupLineInterpolated($"[bold]Generated conversations with the clients that connect, seed {session.Seed}[/]");
        var reports = WithProgress(onProgress => server.Run(onProgress, stop));
        rejections.End();
        var (failed, marks, problems) = (0, new PeerMarks(), new List<string>());
        foreach (var (agent, report) in reports)
        {
            Console.WriteLine();
            Console.WriteLine(PrintableText.OneLine($"the client {agent}"));
            failed += Show(report, session, repeat);
            try
            {
                if (folder is not null) FuzzFiles.Save(folder, marks.Next(agent), session.Seed, report.Failures);
            }
            catch (UsageException problem)
            {
                problems.Add(problem.Message);
            }
        }

        if (reports.Count == 0) throw new UsageException("stopped before the first conversation began.");
        if (folder is not null && reports.All(one => one.Report.Failures.Count == 0)) ShowNothingSaved(folder);
        if (problems.Count > 0) throw new UsageException(string.Join('\n', problems.Distinct()));
        var conversations = reports.Sum(one => one.Report.Progress.Conversations);
        if (stop.IsCancellationRequested) throw Stopped(conversations);
        if (server.WasAbandoned)
            throw new UsageException(
                FormattableString.Invariant($"no client connected for {session.ReturnPatience.TotalSeconds:0.###} s: the run ended after ")
                    + $"{CountText.Of(conversations, "conversation")}, although more were left."
            );
        return failed > 0 ? 1 : 0;
    }

    /// <summary>Returns the description of a wait for a peer that runs in real time, with the time limits.</summary>
    internal static string Awaited(FuzzSession session, string what) =>
        FormattableString.Invariant(
            $"{what}, at most {OpenedPeer.OpeningPatience.TotalSeconds * session.Patience} s for an opening handshake and "
        )
        + FormattableString.Invariant($"{FuzzRun.RealPatience.TotalSeconds * session.Patience} s for another answer");

    private static UsageException Stopped(long conversations) => new($"stopped after {CountText.Of(conversations, "conversation")}.");

    private static void ShowNothingSaved(string folder) => Console.WriteLine($"no findings: nothing was saved to {folder}");

    /// <summary>Prints the findings, the coverage and the totals. Returns the number of findings that are failures.</summary>
    private static int Show(FuzzReport report, FuzzSession session, string repeat)
    {
        var (count, time) = (report.Progress.Conversations, report.Progress.Time);
        foreach (var failure in report.Failures) Show(failure, Command(session, repeat, failure));
        ShowCoverage(report.Coverage, session.Tester == Role.Client ? Role.Server : Role.Client);
        var failed = report.Failures.Count(failure => failure.IsFailure);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{CountText.Of(count, "conversation")} in {time.TotalSeconds:0.0} s, "
                    + $"{count / Math.Max(0.001, time.TotalSeconds):0} per second; "
                    + $"{CountText.Of(failed, "failure")}, {CountText.Of(report.Failures.Count - failed, "other finding")}"
            )
        );
        if (count < FewConversations && count < session.Conversations)
            UsageError.Report(
                $"warning: {CountText.Of(count, "conversation")} {(count == 1 ? "is" : "are")} too few to show that a peer breaks no rule. "
                    + "Use a longer --time, or a faster peer."
            );
        if (report.IsShorteningOver)
            Console.WriteLine(
                $"{report.Failures.Count(failure => !failure.IsCutShort)} of {CountText.Of(report.Failures.Count, "finding")} shortened: "
                    + FormattableString.Invariant($"the time for it, {session.ShorteningTime.TotalSeconds:0.###} s, was over (--shorten)")
            );
        if (report.Merged > 0)
            Console.WriteLine(
                $"{CountText.Of(report.Merged, "finding")} became the same as {(report.Merged == 1 ? "another one" : "others")} when "
                    + $"{(report.Merged == 1 ? "it was" : "they were")} shortened"
            );
        if (report.Unlisted > 0)
            Console.WriteLine(
                $"{CountText.Of(report.Unlisted, "finding")} {(report.Unlisted == 1 ? "is" : "are")} not listed, because there are "
                    + $"findings of more than {CountText.Of(FoundKinds.MostKinds, "kind")}"
            );
        if (report.Unrepeated > 0)
            Console.WriteLine($"{CountText.Of(report.Unrepeated, "finding")} on a used connection did not come again on a new one");
        if (session.Openings is { Repeated: > 0 and var repeated })
            Console.WriteLine($"{CountText.Of(repeated, "opening handshake")} failed and {(repeated == 1 ? "was" : "were")} repeated");
        return failed;
    }

    private static TReport WithProgress<TReport>(Func<Action<FuzzProgress>, TReport> run)
    {
        if (AnsiConsole.Profile.Capabilities.Interactive)
            return AnsiConsole.Status().Start("…", status => run(progress => status.Status = Words(progress)));
        var last = TimeSpan.Zero;
        return run(progress =>
        {
            if (progress.Time - last < LineInterval) return;
            last = progress.Time;
            Console.WriteLine($"  {Words(progress)}");
        });
    }

    private static string Words(FuzzProgress progress)
    {
        var (time, count) = (progress.Time.TotalSeconds, progress.Conversations);
        return string.Create(CultureInfo.InvariantCulture, $"{time:0} s: ")
            + (
                progress.Shortened is { } shortened
                    ? FormattableString.Invariant($"{shortened} of {CountText.Of(progress.Findings, "finding")} shortened")
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"{CountText.Of(count, "conversation")}, {count / Math.Max(0.001, time):0} per second, "
                            + $"{CountText.Of(progress.Findings, "finding")}"
                    )
            );
    }

    private static string Command(FuzzSession session, string repeat, FuzzFailure failure) =>
        FormattableString.Invariant(
            $"purews fuzz {repeat} --seed {session.Seed} --first {failure.Since} --cases {failure.Number - failure.Since + 1}"
        )
        + (session.Generator.Compresses ? "" : " --no-deflate")
        + (session.Patience == 1 ? "" : FormattableString.Invariant($" --patience {session.Patience}"));

    private static void Show(FuzzFailure failure, string command)
    {
        Console.WriteLine();
        foreach (var line in Lines(failure, command)) Console.WriteLine(PrintableText.OneLine(line));
    }

    private static IEnumerable<string> Lines(FuzzFailure failure, string command)
    {
        yield return $"{failure.Finding}";
        if (failure.IsFlaky) yield return $"  flaky: {CountText.Of(failure.Missed, "repetition")} did not reproduce the finding";
        if (failure.IsUnrepeated) yield return "  not repeated, because the peer was lost, or the run was stopped or out of time";
        if (failure.IsOfLoss) yield return "  not a failure of the rule: the peer was lost in this conversation or just after it";
        var others = failure.Count == 1 ? "" : $", and {CountText.Of(failure.Count - 1, "other")}";
        yield return FormattableString.Invariant($"  conversation {failure.Number}{others}; {HowShort(failure)}:");
        foreach (var line in LongList.Shorten([.. failure.Shortest.Lines()], "step").DefaultIfEmpty("(only the closing handshake)"))
            yield return $"    {line}";
        if (failure.Result is { } result)
        {
            yield return failure.ShowsAgain
                ? "  the conversation:"
                : $"  as a case, the conversation does not show it: {result.Judgement.Sentence}";
            foreach (var line in ConversationText.Lines(result.Transcript, result.Case.IsAboutHeads)) yield return $"    {line}";
        }

        yield return $"  repeat: {command}";
        if (command.Contains(SecretText.Mask, StringComparison.Ordinal)) yield return $"  {SecretText.Note}";
    }

    private static string HowShort(FuzzFailure failure) =>
        failure.IsFlaky ? "as found"
        : failure.IsCutShort ? "not completely shortened"
        : "shortened";

    /// <summary>Prints the number of visited transitions, and lists the transitions that were not visited.</summary>
    private static void ShowCoverage(ModelCoverage coverage, Role peer)
    {
        var possible = ModelCoverage.Possible(peer);
        var visited = possible.Where(step => coverage.Count(step.From, step.To) > 0).ToArray();
        Console.WriteLine();
        Console.WriteLine($"transitions of docs/states.md that a tester can cause: {visited.Length} of {possible.Count} visited");
        foreach (var (from, to) in possible.Except(visited)) Console.WriteLine($"  not visited: {from} to {to}");
    }
}
