using System.Globalization;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// One of several parts that cases are divided into, for as many machines: every case is in exactly one part, and the parts take about as
/// long.
/// </summary>
internal sealed record Shard
{
    /// <summary>The most parts.</summary>
    public const int MaxCount = 1000;

    // What a message costs beside its octets, and a compressed octet beside a plain one: measured, roughly.
    private const long MessageOctets = 2048;
    private const long CompressedOctets = 3;

    private Shard(int number, int count) => (Number, Count) = (number, count);

    /// <summary>Which part, from 1.</summary>
    public int Number { get; }

    /// <summary>Of how many.</summary>
    public int Count { get; }

    /// <summary>The part that "2/8" spells; none when it spells none.</summary>
    public static Option<Shard> Parse(string text) =>
        text.Split('/') is [var first, var second]
        && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && number >= 1 && number <= count && count <= MaxCount
            ? new Shard(number, count)
            : Option<Shard>.None;

    /// <summary>Those of the cases that are in this part, in their order. The same cases are always divided the same way.</summary>
    public Seq<Case> Of(Seq<Case> cases)
    {
        var ours = Deal(cases);
        return cases.Filter(found => ours.Contains(found.Id)).Strict();
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Number}/{Count}";

    /// <summary>
    /// Light cases are dealt like cards, so that each family is spread; heavy ones, the heaviest first, to the part that has least.
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
