using Pure.WebSockets.Conformance;
using Spectre.Console;

namespace Pure.WebSockets.Tool;

/// <summary>Prints a line about a wait that lasts longer than a second, so that a silent peer is not mistaken for a stopped tool.</summary>
internal sealed class WaitingLine : IDisposable
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Timer timer;
    private string? awaited;

    public WaitingLine() => timer = new Timer(_ => Show());

    /// <summary>Returns the description of a time limit, or an empty string if there is none.</summary>
    public static string AtMost(TimeSpan limit) =>
        limit == TimeSpan.MaxValue ? "" : FormattableString.Invariant($", at most {limit.TotalSeconds:0.###} s");

    /// <summary>Prints a line between those of the progress. On a terminal, the animated progress stays below the line.</summary>
    public static void Write(string text)
    {
        var line = PrintableText.OneLine(text);
        if (AnsiConsole.Profile.Capabilities.Interactive) AnsiConsole.WriteLine(line);
        else Console.WriteLine(line);
    }

    /// <summary>Begins a wait, and ends the previous one.</summary>
    /// <param name="what">The awaited event, with the peer and the time limit.</param>
    /// <param name="after">The time after which the line is printed, or null for a second.</param>
    public void Begin(string what, TimeSpan? after = null)
    {
        lock (gate)
        {
            awaited = what;
            timer.Change(after ?? Delay, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Ends the wait, so that no line is printed about it.</summary>
    public void End()
    {
        lock (gate) awaited = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        End();
        timer.Dispose();
    }

    private void Show()
    {
        lock (gate)
        {
            if (awaited is null) return;
            Write($"waiting for {awaited}");
            awaited = null;
        }
    }
}
