using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>
/// Reports the loss of a peer during generated conversations. Saves the conversations that can have ended the peer before the search for
/// the one that did.
/// </summary>
/// <param name="session">The settings of the session.</param>
/// <param name="mark">The mark of the peer in the names of its case files.</param>
/// <param name="repeat">The part of the command line that specifies the peer.</param>
/// <param name="folder">The folder for the findings, or null to write no files.</param>
internal sealed class FuzzLosses(FuzzSession session, string mark, string repeat, string? folder)
{
    private FuzzSuspectFiles? files;

    /// <summary>The error message if the conversations could not be saved, or null.</summary>
    public string? Problem { get; private set; }

    /// <summary>Reports the loss, and saves the conversations that can have ended the peer.</summary>
    public void Begin(PeerLoss lost)
    {
        var when = lost.Count == 0 ? "while findings were shortened" : $"after {CountText.Of(lost.After, "conversation")}";
        WaitingLine.Write($"the peer was lost {when}: {lost.Error.Message}");
        Save(lost);
        if (session.ReturnPatience > TimeSpan.Zero)
            WaitingLine.Write($"  waiting for the peer to return{WaitingLine.AtMost(session.ReturnPatience)}");
    }

    /// <summary>Reports that the peer can be reached again.</summary>
    public void Return(TimeSpan after) =>
        WaitingLine.Write(
            FormattableString.Invariant($"  the peer returned after {after.TotalSeconds:0.0} s: each conversation is repeated alone")
        );

    /// <summary>Prints the result of the search. If a conversation ended the peer again, the files of the others are deleted.</summary>
    public void End(PeerLoss lost)
    {
        Console.WriteLine(PrintableText.OneLine($"the peer was lost: {lost.Error.Message}"));
        switch (lost.Outcome)
        {
            case LossOutcome.Found found:
                Console.WriteLine($"  Conversation {found.Number} ended the peer again. It is a finding above.");
                files?.Clear();
                return;
            case LossOutcome.NotReturned { Tried: var tried }:
                Console.WriteLine(
                    FormattableString.Invariant($"  The peer did not return within {session.ReturnPatience.TotalSeconds:0.###} s")
                        + (tried == 0 ? "." : $", after {CountText.Of(tried, "repeated conversation")}.")
                );
                break;
            case LossOutcome.NotRepeated { Tried: var tried }:
                Console.WriteLine(
                    $"  The peer returned. {tried} of {CountText.Of(lost.Suspects.Length, "conversation")} "
                        + $"{(tried == 1 ? "was" : "were")} repeated alone, and did not end it."
                );
                break;
        }

        if (files is { First: not null }) ShowCommands(files);
        if (lost.Count == 0) return;
        var last = lost.First + lost.Count - 1;
        Console.WriteLine(
            FormattableString.Invariant($"  Conversations {lost.First} to {last} were in progress or had just ended. To repeat them all, ")
                + "start the peer again, and repeat the command with "
                + FormattableString.Invariant($"--seed {session.Seed} --first {lost.First} --cases {lost.Count} --parallel 1.")
                + (folder is null ? " With --out FOLDER, those that can have ended the peer are saved." : "")
        );
    }

    /// <summary>
    /// Returns the result for the reports if the peer was lost and the conversation that ended it is not known; otherwise, null.
    /// </summary>
    public CaseResult? Result(PeerLoss? lost) =>
        lost is { Outcome: not LossOutcome.Found } && files?.Case is { } suspect
            ? FindingCase.Unrun(suspect, session.Tester, PeerLoss.Suspicion, lost.Error.Message.TrimEnd('.'))
            : null;

    private void Save(PeerLoss lost)
    {
        if (folder is null) return;
        try
        {
            files = FuzzFiles.WriteSuspects(folder, mark, session.Seed, lost);
        }
        catch (UsageException problem)
        {
            Problem = problem.Message;
            return;
        }

        if (files.First is null) return;
        WaitingLine.Write(
            $"  {CountText.Of(files.Count, "conversation")} that can have ended the peer {(files.Count == 1 ? "is" : "are")} saved in "
                + $"{files.Folder}, the last one of each connection with those before it."
        );
        ShowCommands(files);
    }

    private void ShowCommands(FuzzSuspectFiles saved)
    {
        WaitingLine.Write($"  To repeat one, start the peer again: purews fuzz {repeat} --replay {CommandLine.Quoted(saved.First!)}");
        WaitingLine.Write($"  To repeat them until the peer is lost: purews fuzz {repeat} --replay {CommandLine.Quoted(saved.Folder)}");
    }
}
