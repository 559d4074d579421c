using System.Globalization;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// One part of a run that is divided among several machines. Each case belongs to exactly one part, and all parts take about the same time.
/// </summary>
internal sealed record Shard
{
    /// <summary>The maximum number of parts.</summary>
    public const int MaxCount = 1000;

    // The approximate costs of heavy cases, based on measurements. One message costs about as much as 2048 bytes. One byte of a compressed
    // message, counted before compression, costs about as much as three bytes of an uncompressed message.
    private const long MessageOctets = 2048;
    private const long CompressedOctets = 3;

    private Shard(int number, int count) => (Number, Count) = (number, count);

    /// <summary>The number of this part, starting at 1.</summary>
    public int Number { get; }

    /// <summary>The number of parts.</summary>
    public int Count { get; }

    /// <summary>Parses the number of a part and the number of parts, such as "2/8". Returns None if the text is invalid.</summary>
    public static Option<Shard> Parse(string text) =>
        text.Split('/') is [var first, var second]
        && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && number >= 1 && number <= count && count <= MaxCount
            ? new Shard(number, count)
            : Option<Shard>.None;

    /// <summary>
    /// Returns the cases that belong to this part, in their original order. The same cases are always divided in the same way.
    /// </summary>
    public Seq<Case> Of(Seq<Case> cases)
    {
        var ours = Deal(cases);
        return cases.Filter(found => ours.Contains(found.Id)).Strict();
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Number}/{Count}";

    /// <summary>
    /// Returns the ids of the cases that belong to this part. Light cases are assigned to the parts in turn, so that each family is
    /// distributed evenly. Heavy cases are assigned in descending order of cost. Each heavy case is assigned to the part whose heavy cases
    /// have the lowest total cost so far.
    /// </summary>
    private System.Collections.Generic.HashSet<CaseId> Deal(Seq<Case> cases)
    {
        var ours = new System.Collections.Generic.HashSet<CaseId>(
            cases.Filter(found => !found.IsHeavy).Where((_, at) => at % Count == Number - 1).Select(found => found.Id)
        );
        var loads = new PriorityQueue<int, (long Octets, int Number)>(Enumerable.Range(1, Count).Select(number => (number, (0L, -number))));
        foreach (var heavy in cases.Filter(found => found.IsHeavy).OrderByDescending(Octets).ThenBy(found => found.Id))
        {
            loads.TryDequeue(out var number, out var load);
            loads.Enqueue(number, (load.Octets + Octets(heavy), -number));
            if (number == Number) ours.Add(heavy.Id);
        }

        return ours;
    }

    private static long Octets(Case heavy) => heavy.Expectation switch
    {
        Expectation.CompressedExchange exchange => exchange.Count * ((exchange.Length * CompressedOctets) + MessageOctets),
        Expectation.Exchange exchange => exchange.Count * (exchange.Payload.Length + MessageOctets),
        Expectation.FirstMessage first => first.Length + MessageOctets,
        _ => MessageOctets,
    };
}
