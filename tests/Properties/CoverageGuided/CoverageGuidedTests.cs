using System.Globalization;

namespace Pure.WebSockets.Properties;

/// <summary>
/// Coverage-guided fuzzing of the core. Here it is short. <c>tools/fuzz/run</c> runs it longer. An input that it finds becomes a file of
/// the corpus, and so a test.
/// </summary>
public sealed class CoverageGuidedTests(ITestOutputHelper output)
{
    private const int FewExecutions = 1000;
    private static readonly TimeSpan ShortTime = TimeSpan.FromSeconds(4);

    private static readonly Option<TimeSpan> LongTime =
        int.TryParse(Environment.GetEnvironmentVariable("PUREWS_FUZZ_SECONDS"), CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : Option<TimeSpan>.None;

    // An hour on another seed finds other inputs.
    private static readonly int Seed =
        int.TryParse(Environment.GetEnvironmentVariable("PUREWS_FUZZ_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : 16;

    private static readonly Lazy<InstrumentedCode> Code = new(() => new InstrumentedCode());

    private static string Only { get; } = Environment.GetEnvironmentVariable("PUREWS_FUZZ_TARGET") ?? "";

    private static string Corpus { get; } = Path.Combine(Repository.Folder, "tests", "Properties", "CoverageGuided", "Corpus");

    public static TheoryData<string> Targets => [.. FuzzTargets.All.Where(target => Only.Length == 0 || Only == target)];

    public static TheoryData<string, string> Files => new(
        from target in FuzzTargets.All
        from path in FilesOf(target)
        select (target, Path.GetFileName(path)));

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_input_of_the_corpus_holds(string target, string file) =>
        typeof(FuzzTargets).GetMethod(target)!.CreateDelegate<Action<byte[]>>()(File.ReadAllBytes(Path.Combine(Corpus, target, file)));

    [Theory]
    [MemberData(nameof(Targets))]
    public void No_changed_input_breaks_a_rule(string target)
    {
        var loop = new CoverageLoop(Code.Value.Target(typeof(FuzzTargets), target), new Random(Seed), Words.Of(target));
        var broken = loop.Run(
            FilesOf(target).Select(File.ReadAllBytes).Concat(FuzzTargets.SeedsOf(target)),
            LongTime.IsSome ? long.MaxValue : FewExecutions,
            LongTime.IfNone(ShortTime)
        );
        output.WriteLine(
            $"fuzzed: {target}, {loop.Executions} executions, {loop.Branches} branches, of which {loop.BranchesOfSeeds} by the seeds, "
                + $"{loop.Found.Count} inputs kept"
        );
        if (LongTime.IsSome) Save(target, loop.Found);
        if (broken is not var (input, reason)) return;
        var name = $"{target}-{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(input)[..6])}";
        Save($"{target}.findings", [input]);
        Assert.Fail(
            $"{reason}\n\nThe input, which artifacts/fuzz holds too, is a test as tests/Properties/CoverageGuided/Corpus/{target}/{name}:\n"
                + Convert.ToHexStringLower(input)
        );
    }

    [Fact]
    public void A_planted_fault_that_chance_does_not_find_is_found()
    {
        var loop = new CoverageLoop(Code.Value.Target(typeof(PlantedFault), nameof(PlantedFault.Find)), new Random(Seed), []);
        var broken = loop.Run([[0, 0, 0, 0, 0, 0]], executions: 2_000_000, TimeSpan.MaxValue);
        output.WriteLine($"found after {loop.Executions} executions");
        Assert.NotNull(broken);
        Assert.Throws<InvalidOperationException>(() => PlantedFault.Find(broken.Value.Input));
        // A message and a close frame, without payloads: two frames, or three if the message has two fragments. Each has six bytes.
        Assert.InRange(broken.Value.Input.Length, 12, 18);
    }

    [Fact]
    public void Chance_alone_does_not_find_the_planted_fault()
    {
        var (random, mutating) = (new Random(Seed), new Mutating(new Random(Seed), []));
        for (var executions = 0; executions < 100_000; executions++)
        {
            byte[] start = [0, 0, 0, 0, 0, 0];
            random.NextBytes(start);
            PlantedFault.Find(mutating.Mutate(start, []));
        }
    }

    private static IEnumerable<string> FilesOf(string target) =>
        Directory.Exists(Path.Combine(Corpus, target))
            ? Directory.EnumerateFiles(Path.Combine(Corpus, target)).Order(StringComparer.Ordinal)
            : [];

    private static void Save(string folder, IEnumerable<byte[]> inputs)
    {
        var into = Directory.CreateDirectory(Path.Combine(Repository.Folder, "artifacts", "fuzz", folder)).FullName;
        foreach (var input in inputs)
        {
            var name = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(input)[..6]);
            File.WriteAllBytes(Path.Combine(into, name), input);
        }
    }
}
