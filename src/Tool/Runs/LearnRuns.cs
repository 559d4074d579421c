using System.Globalization;
using Pure.WebSockets.Conformance;
using Spectre.Console;

namespace Pure.WebSockets.Tool;

/// <summary>
/// Learns the state machines of one or two peers, shows the progress, and prints the state machines and their differences.
/// </summary>
internal static class LearnRuns
{
    private const int NoResult = 2;
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Learns the peers. Returns the exit code. The exit code is 2 if a state machine or the comparison is not complete. Otherwise, the
    /// exit code is 1 if a difference from the RFCs is a failure (<see cref="LearnDifference.IsFailure"/>), or if the two peers differ.
    /// In all other cases, the exit code is 0.
    /// </summary>
    /// <param name="first">The peer to learn.</param>
    /// <param name="second">Another peer to learn and to compare with the first peer, or null to learn only the first peer.</param>
    /// <param name="folder">The folder for the state machines and the differences, or null to write no files.</param>
    /// <param name="stop">The token that ends learning early.</param>
    public static int Run(Peer first, Peer? second, string? folder, CancellationToken stop)
    {
        if (folder is not null) InFolder(folder, () => Directory.CreateDirectory(folder));
        var learned = Learn(first, folder, second is null ? "machine" : "machine-1", stop);
        if (second is null) return learned.Incomplete is not null ? NoResult : learned.HasFailed ? 1 : 0;
        var other = Learn(second, folder, "machine-2", stop);
        if (learned.Incomplete is not null || other.Incomplete is not null) return NoResult;
        var differences = LearnedPeer.Compare(learned, other);
        Console.WriteLine();
        if (learned.Incomplete is { } why)
        {
            Console.WriteLine(PrintableText.OneLine($"the comparison is not complete: {why}"));
            return stop.IsCancellationRequested ? throw Stopped() : NoResult;
        }

        var lines = LearnLines.Of(differences, first.Name, second.Name).Select(PrintableText.OneLine).ToArray();
        foreach (var line in lines) Console.WriteLine(line);
        if (folder is not null) InFolder(folder, () => WholeFile.Write(Path.Combine(folder, "comparison.txt"), Text(lines)));
        return learned.HasFailed || other.HasFailed || differences.Length > 0 ? 1 : 0;
    }

    private static LearnedPeer Learn(Peer peer, string? folder, string file, CancellationToken stop)
    {
        AnsiConsole.MarkupLineInterpolated(
            $"[bold]The state machine of {peer.Name}, {CountText.Of(peer.Settings.Inputs.Length, "input")}, seed {peer.Settings.Seed}[/]"
        );
        LearnedPeer learned;
        try
        {
            learned = WithProgress(peer, stop);
        }
        catch (OperationCanceledException)
        {
            throw Stopped();
        }

        var lines = LearnLines.Of(learned).Select(PrintableText.OneLine).ToArray();
        foreach (var line in lines) Console.WriteLine(line);
        if (folder is not null) Save(learned, lines, peer, folder, file);
        // If the run was stopped, the states that were learned before have been printed above.
        return learned.Incomplete is not null && stop.IsCancellationRequested ? throw Stopped() : learned;
    }

    private static UsageException Stopped() => new("stopped before the machine was complete.");

    private static void Save(LearnedPeer learned, string[] lines, Peer peer, string folder, string file) =>
        InFolder(
            folder,
            () =>
            {
                WholeFile.Write(Path.Combine(folder, file + ".txt"), Text(lines));
                if (learned.Machine is not { } machine) return;
                WholeFile.Write(Path.Combine(folder, file + ".svg"), MachineDrawing.Svg(machine, learned.Comparison, peer.Name));
                WholeFile.Write(Path.Combine(folder, file + ".mmd"), MachineText.Mermaid(machine, learned.Comparison));
                WholeFile.Write(Path.Combine(folder, file + ".dot"), MachineText.Dot(machine));
            }
        );

    private static string Text(string[] lines) => string.Concat(lines.Select(line => line + Environment.NewLine));

    private static LearnedPeer WithProgress(Peer peer, CancellationToken stop)
    {
        using var waiting = new WaitingLine();
        if (peer.IsLive) waiting.Begin(Awaited(peer, "the first answer"));
        if (AnsiConsole.Profile.Capabilities.Interactive)
            return AnsiConsole.Status().Start("…", status => Learn(progress => status.Status = Words(progress)));
        var last = TimeSpan.Zero;
        return Learn(progress =>
        {
            if (progress.Time - last < LineInterval) return;
            last = progress.Time;
            Console.WriteLine($"  {Words(progress)}");
        });

        LearnedPeer Learn(Action<LearnProgress> show) =>
            LearnedPeer.Learn(
                peer.Settings,
                progress =>
                {
                    if (peer.IsLive) waiting.Begin(Awaited(peer, "the next answers"), LineInterval);
                    show(progress);
                },
                stop,
                why => WaitingLine.Write($"an opening handshake failed, and is repeated: {why}")
            );
    }

    private static string Awaited(Peer peer, string what) =>
        FormattableString.Invariant(
            $"{what} from {peer.Name}, at most {peer.Settings.Silence.TotalSeconds:0.###} s, after an opening handshake of at most "
        )
        + FormattableString.Invariant(
            $"{OpenedPeer.OpeningPatience.TotalSeconds:0.###} s, which is tried "
        )
        + CountText.Of(peer.Settings.OpeningPauses.Length + 1, "time");

    private static string Words(LearnProgress progress) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{progress.Time.TotalSeconds:0} s: {CountText.Of(progress.Conversations, "conversation")}, "
                + $"{CountText.Of(progress.States, "state")}, words that agree: {progress.Tested}, that did not: {progress.Refinements}"
        )
        + (
            progress.RepeatedOpenings == 0
                ? ""
                : FormattableString.Invariant($", opening handshakes repeated: {progress.RepeatedOpenings}")
        );

    private static void InFolder(string folder, Action work)
    {
        try
        {
            work();
        }
        catch (Exception error) when (FileProblem.IsCause(error))
        {
            throw new UsageException($"--out '{folder}' cannot be used: {FileProblem.OfWriting(folder, error)}.");
        }
    }

    /// <summary>A peer to learn.</summary>
    /// <param name="Name">The name of the peer.</param>
    /// <param name="Settings">The settings with which to learn the peer.</param>
    /// <param name="IsLive">Whether the peer runs in real time.</param>
    public sealed record Peer(string Name, LearnSettings Settings, bool IsLive);
}
