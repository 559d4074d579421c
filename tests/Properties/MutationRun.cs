using System.Reflection;
using System.Runtime.CompilerServices;
using Pure.WebSockets.Properties;
using Xunit.Sdk;
using Xunit.v3;

[assembly: Parallelization(Mode = ParallelMode.None)]
[assembly: TestCollectionOrderer(typeof(ExamplesFirst))]
[assembly: MutationRun]

namespace Pure.WebSockets.Properties;

/// <summary>
/// Speeds up a mutation run; compiled for it only (docs/mutation.md). One test host serves many mutants. A file has the number of the
/// mutant to switch on. It is read once for each test, not for each expression. The first failing test ends the mutant. A test that does
/// not end has its mutant switched off and fails. Static initialisers run without a mutant, or in a host of their own with it.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class MutationRunAttribute : BeforeAfterTestAttribute
{
    private const int NoMutant = -1;

    /// <summary>Many times the duration of the longest test, in processor time, so that a busy machine does not kill a mutant.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    private static readonly Type? Control = typeof(Protocol)
        .Assembly.GetTypes()
        .SingleOrDefault(type => string.Equals(type.Name, "MutantControl", StringComparison.Ordinal));
    private static readonly FieldInfo? Switch = Control?.GetField("ActiveMutant");
    private static readonly System.Collections.Generic.HashSet<int> OfStatics = [];
    private static string? file;
    private static int current = NoMutant;
    private static int alone = NoMutant;
    private static bool killed;
    private static long begun = -1;
    private static bool endless;

    /// <summary>
    /// Whether a mutant of code that static initialisers run gets its own host. Most such code also runs elsewhere, and a host takes a
    /// second to start.
    /// </summary>
    private static readonly bool Fresh = Environment.GetEnvironmentVariable("PUREWS_MUTATION") == "fresh";

    /// <summary>The file for the number of a mutant that needs a host of its own.</summary>
    private static string Wish => file + ".alone";

    [ModuleInitializer]
    internal static void Begin()
    {
        if (Control is null || Environment.GetEnvironmentVariable("STRYKER_COVERAGE_FILE") is not null) return;
        file = Environment.GetEnvironmentVariable("STRYKER_MUTANT_FILE");
        if (file is null) return;

        // Without the file, it is not read at every expression.
        Environment.SetEnvironmentVariable("STRYKER_MUTANT_FILE", value: null);
        if (Fresh && File.Exists(Wish) && Number(Wish) == Number(file))
        {
            alone = Number(file);
            Switch!.SetValue(null, alone);
        }
        else
        {
            Switch!.SetValue(null, NoMutant);
            var capture = Control.GetField("CaptureCoverage")!;
            capture.SetValue(null, true);
            Initialise(typeof(Protocol).Assembly);
            OfStatics.UnionWith(
                (IEnumerable<int>)Control.GetField("_coveredMutants", BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null)!
            );
            capture.SetValue(null, false);
            Initialise(typeof(MutationRunAttribute).Assembly);
        }

        new Thread(Watch) { IsBackground = true, Priority = ThreadPriority.AboveNormal }.Start();
    }

    public override void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (file is null) return;
        var mutant = Number(file);
        if (mutant != current) (current, killed) = (mutant, false);
        if (Fresh && (alone == NoMutant ? OfStatics.Contains(mutant) : mutant != alone))
        {
            // The next host begins with it, or without the mutant that had this host.
            File.WriteAllBytes(Wish, BitConverter.GetBytes(mutant));
            Environment.Exit(1);
        }

        if (killed) Assert.Fail("An earlier test killed it.");
        Switch!.SetValue(null, mutant);
        endless = false;
        Interlocked.Exchange(ref begun, Environment.CpuUsage.TotalTime.Ticks);
    }

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (file is null) return;
        Interlocked.Exchange(ref begun, -1);
        killed |= endless || TestContext.Current.TestState?.Result == TestResult.Failed;
        if (endless) Assert.Fail("It did not end.");
    }

    /// <summary>Whether the host searches for tests that kill mutants. Then the first failing case is sufficient.</summary>
    internal static bool Runs => file is not null;

    private static void Watch()
    {
        while (true)
        {
            Thread.Sleep(100);
            var since = Interlocked.Read(ref begun);
            if (since < 0 || Environment.CpuUsage.TotalTime.Ticks - since < Limit.Ticks) continue;
            endless = true;
            Switch!.SetValue(null, NoMutant);
        }
    }

    private static int Number(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        Span<byte> number = stackalloc byte[sizeof(int)];
        stream.ReadExactly(number);
        return BitConverter.ToInt32(number);
    }

    private static void Initialise(Assembly assembly)
    {
        foreach (var type in assembly.GetTypes().Where(type => !type.ContainsGenericParameters && type != Control))
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
    }
}

/// <summary>Runs the laws last, and the corpus before them, since an example kills a mutant sooner.</summary>
public sealed class ExamplesFirst : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        testCollections.OrderBy(collection => Cost(collection.TestCollectionDisplayName)).ToList();

    private static int Cost(string name) =>
        name.Contains(".Law", StringComparison.Ordinal) ? 2
        : name.Contains("_Ratio", StringComparison.Ordinal) ? 1
        : 0;
}
