using System.Diagnostics;

namespace Pure.WebSockets.Properties;

/// <summary>
/// Executes a target with inputs that are changed at random. An input that takes a branch for the first time is kept and changed further,
/// so the loop gets deeper into the code than chance alone.
/// </summary>
/// <param name="target">The target, in instrumented code.</param>
/// <param name="random">The source of chance.</param>
/// <param name="words">Byte sequences that matter to the target.</param>
internal sealed class CoverageLoop(Action<byte[]> target, Random random, byte[][] words)
{
    private const int Newest = 8;
    private const int FarthestLength = 8;
    private static readonly TimeSpan TooSlow = TimeSpan.FromSeconds(20);

    private readonly List<byte[]> kept = [];
    private readonly Mutating mutating = new(random, words);
    private bool isNew;

    /// <summary>The number of executions.</summary>
    public long Executions { get; private set; }

    /// <summary>The number of branches that were taken.</summary>
    public int Branches { get; private set; }

    /// <summary>The number of branches that the seeds take.</summary>
    public int BranchesOfSeeds { get; private set; }

    /// <summary>The inputs that took a branch for the first time, without the seeds.</summary>
    public List<byte[]> Found { get; } = [];

    /// <summary>Executes the seeds and then changed inputs, until a rule does not hold. Returns that input and the reason.</summary>
    public (byte[] Input, Exception Reason)? Run(IEnumerable<byte[]> seeds, long executions, TimeSpan time)
    {
        using var map = new CoverageMap();
        var started = Stopwatch.GetTimestamp();
        foreach (var seed in seeds)
        {
            if (Execute(seed, map) is { } broken) return (seed, broken);
            kept.Add(seed);
        }

        if (kept.Count == 0) kept.Add([0]);
        (BranchesOfSeeds, Branches) = (map.Branches, map.Branches);
        for (long left = executions; left > 0 && Stopwatch.GetElapsedTime(started) < time; left--)
        {
            var input = mutating.Mutate(Chosen(), kept[random.Next(kept.Count)]);
            if (Execute(input, map) is { } broken) return (Shortened(input, broken), broken);
            if (!isNew) continue;
            kept.Add(input);
            Found.Add(input);
            Branches = map.Branches;
        }

        return null;
    }

    // The newest inputs have been changed the least often.
    private byte[] Chosen() =>
        kept[random.Next(2) == 0 ? random.Next(kept.Count) : kept.Count - 1 - random.Next(Math.Min(Newest, kept.Count))];

    private Exception? Execute(byte[] input, CoverageMap map)
    {
        Executions++;
        map.Clear();
        var started = Stopwatch.GetTimestamp();
        try
        {
            target(input);
        }
        catch (Exception error)
        {
            return error;
        }

        isNew = map.Add();
        return Stopwatch.GetElapsedTime(started) > TooSlow ? new TimeoutException($"the input took longer than {TooSlow}") : null;
    }

    /// <summary>
    /// Leaves out bytes as long as the same exception comes. The sizes depend on the length of the input, so a shorter input is tried
    /// again.
    /// </summary>
    private byte[] Shortened(byte[] input, Exception broken)
    {
        while (true)
        {
            var length = input.Length;
            input = ShortenedOnce(input, broken);
            if (input.Length == length) return input;
        }
    }

    private byte[] ShortenedOnce(byte[] input, Exception broken)
    {
        for (var size = input.Length / 2; size > 0; size /= 2)
        {
            for (var at = 0; at < input.Length;)
            {
                if (Shorter(input, at, size).FirstOrDefault(shorter => Throws(shorter, broken.GetType())) is { } shorter) input = shorter;
                else at++;
            }
        }

        return input;
    }

    /// <summary>
    /// Leaves out some bytes at a place. A byte before them may be their length, so in further attempts a byte before them is lower.
    /// </summary>
    private static IEnumerable<byte[]> Shorter(byte[] input, int at, int size)
    {
        size = Math.Min(size, input.Length - at);
        byte[] shorter = [.. input[..at], .. input[(at + size)..]];
        yield return shorter;
        for (var before = Math.Max(0, at - FarthestLength); before < at; before++)
            if ((shorter[before] & 0x7f) >= size)
                yield return [.. shorter[..before], (byte)(shorter[before] - size), .. shorter[(before + 1)..]];
    }

    private bool Throws(byte[] input, Type type)
    {
        try
        {
            target(input);
            return false;
        }
        catch (Exception error)
        {
            return error.GetType() == type;
        }
    }
}
