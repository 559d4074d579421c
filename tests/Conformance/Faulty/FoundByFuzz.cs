using System.Globalization;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// The stored results of generated conversations with the faulty peers. FaultFindingTests checks them, and stores them again with
/// PUREWS_RENEW=1.
/// </summary>
/// <param name="Within">The number of conversations within which the fault is found.</param>
/// <param name="Frames">The number of frames of the conversation after it was shortened.</param>
internal sealed record FoundByFuzz(int Within, int Frames)
{
    /// <summary>The file with the results.</summary>
    public const string Stored = "tests/Conformance/golden/faults-found-by-fuzz.tsv";

    /// <summary>The seed of the conversations.</summary>
    public const ulong Seed = 16;

    /// <summary>The number of conversations after which a fault counts as not found.</summary>
    public const int Most = 20_000;

    private static readonly Lazy<Dictionary<string, FoundByFuzz>> All = new(() =>
        KeptDocument
            .Read(Stored)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('\t'))
            .ToDictionary(
                cells => cells[0],
                cells => new FoundByFuzz(Number(cells[1]), Number(cells[2])),
                StringComparer.Ordinal
            )
    );

    /// <summary>The results of all faults that are found.</summary>
    public static IReadOnlyCollection<FoundByFuzz> Results => All.Value.Values;

    /// <summary>Returns the result of a fault, or null if it is not found.</summary>
    public static FoundByFuzz? Of(FaultyEnd end) => All.Value.GetValueOrDefault($"{end}");

    /// <summary>Returns the line of a fault.</summary>
    public string Line(FaultyEnd end) => FormattableString.Invariant($"{end}\t{Within}\t{Frames}");

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
