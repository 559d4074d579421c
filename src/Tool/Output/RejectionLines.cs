using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>
/// Prints a line for each rejected connection, up to a limit. A client that connects without end would otherwise fill the terminal. The
/// methods can be called from several threads.
/// </summary>
internal sealed class RejectionLines
{
    private const int Most = 20;

    private int count;

    /// <summary>Prints a line, or only counts it if many lines have been printed.</summary>
    public void Add(string line)
    {
        var number = Interlocked.Increment(ref count);
        if (number > Most + 1) return;
        Console.WriteLine(
            number <= Most ? PrintableText.OneLine(line) : "  more connections are rejected. They are counted, but not printed."
        );
    }

    /// <summary>Prints the number of rejected connections that have no line of their own.</summary>
    public void End()
    {
        if (count > Most) Console.WriteLine($"  rejected: {CountText.Of(count - Most, "more connection")}");
    }
}
