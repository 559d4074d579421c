using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using FsCheck;
using Microsoft.FSharp.Core;
using Xunit.Sdk;
using Xunit.v3;

namespace Pure.WebSockets.Properties;

/// <summary>A law: FsCheck generates the method's parameters. Name and options are those of FsCheck.Xunit, which may take this place one day.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer(typeof(PropertyDiscoverer))]
public sealed class PropertyAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
    : FactAttribute(sourceFilePath, sourceLineNumber)
{
    /// <summary>How many cases are tried at most; 0 for 1,000, or for what the environment variable PUREWS_DEPTH says, which also lowers a number given here.</summary>
    public int MaxTest { get; set; }

    public int MaxRejected { get; set; }

    public int StartSize { get; set; } = 1;

    public int EndSize { get; set; } = 100;

    /// <summary>Where to begin, as a failure prints it: "(seed,gamma)" or "(seed,gamma,size)"; where it is not given, as the environment variable PUREWS_REPLAY says.</summary>
    public string? Replay { get; set; }

    public bool Verbose { get; set; }

    public bool QuietOnSuccess { get; set; } = true;

    /// <summary>Classes whose static members give generators, in place of those of the assembly.</summary>
    public Type[] Arbitrary { get; set; } = [];

    internal Config ToConfig(PropertyRunner runner)
    {
        var isAsked = int.TryParse(Environment.GetEnvironmentVariable("PUREWS_DEPTH"), out var depth);
        var tests = MaxTest == 0 ? (isAsked ? depth : 1000) : isAsked ? Math.Min(MaxTest, depth) : MaxTest;
        var replay = Replay ?? Environment.GetEnvironmentVariable("PUREWS_REPLAY");
        return (Verbose ? Config.Verbose : Config.Quick)
            .WithMaxTest(tests).WithMaxRejected(MaxRejected > 0 ? MaxRejected : tests).WithStartSize(StartSize).WithEndSize(EndSize)
            .WithQuietOnSuccess(QuietOnSuccess).WithArbitrary(Arbitrary.Append(typeof(Arbitraries))).WithRunner(runner)
            .WithReplay(replay is null ? FSharpOption<Replay>.None : new Replay(Seed(replay.Trim('(', ')').Split(',')), Size(replay.Trim('(', ')').Split(','))));
    }

    private static Rnd Seed(string[] parts) => new(ulong.Parse(parts[0], CultureInfo.InvariantCulture), ulong.Parse(parts[1], CultureInfo.InvariantCulture));

    private static FSharpOption<int> Size(string[] parts) => parts.Length > 2 ? int.Parse(parts[2], CultureInfo.InvariantCulture) : FSharpOption<int>.None;
}

/// <summary>Makes one test case of each law, though its method has parameters.</summary>
public sealed class PropertyDiscoverer : IXunitTestCaseDiscoverer
{
    public ValueTask<IReadOnlyCollection<IXunitTestCase>> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, IXunitTestMethod testMethod, IFactAttribute factAttribute)
    {
        var found = TestIntrospectionHelper.GetTestCaseDetails(discoveryOptions, testMethod, factAttribute);
        return new([new PropertyTestCase(found.ResolvedTestMethod, testMethod.GetDisplayName(testMethod.MethodName, label: null, testMethodArguments: null, methodGenericTypes: null), found.UniqueID, found.Explicit, skipReason: found.SkipReason)]);
    }
}

/// <summary>A law as a test case that runs itself.</summary>
public sealed class PropertyTestCase : XunitTestCase, ISelfExecutingXunitTestCase
{
    [Obsolete("For the deserializer")]
    public PropertyTestCase()
    {
    }

    public PropertyTestCase(IXunitTestMethod method, string name, string id, bool isExplicit, string? skipReason)
        : base(method, name, id, isExplicit, skipReason: skipReason)
    {
    }

    public async ValueTask<RunSummary> Run(ExplicitOption explicitOption, IMessageBus messageBus, object?[] constructorArguments, ExceptionAggregator aggregator, CancellationTokenSource cancellationTokenSource) =>
        await new PropertyTestCaseRunner().Run(this, await CreateTests(), messageBus, aggregator, cancellationTokenSource, TestCaseDisplayName, SkipReason, explicitOption, constructorArguments);

    private sealed class PropertyTestCaseRunner : XunitTestCaseRunner
    {
        protected override ValueTask<RunSummary> RunTest(XunitTestCaseRunnerContext ctxt, IXunitTest test) =>
            new PropertyTestRunner().Run(test, ctxt.MessageBus, ctxt.ConstructorArguments, ctxt.ExplicitOption, ctxt.Aggregator.Clone(), ctxt.CancellationTokenSource, ctxt.BeforeAfterTestAttributes);
    }

    private sealed class PropertyTestRunner : XunitTestRunner
    {
        protected override ValueTask<TimeSpan> InvokeTest(XunitTestRunnerContext ctxt, object? testClassInstance)
        {
            var (law, runner) = (ctxt.Test.TestMethod.Method, new PropertyRunner(TestContext.Current.TestOutputHelper));
            var clock = System.Diagnostics.Stopwatch.StartNew();
            ctxt.Aggregator.Run(() => Check.Method(law.GetCustomAttribute<PropertyAttribute>()!.ToConfig(runner), law, testClassInstance is null ? FSharpOption<object>.None : testClassInstance));
            return new(clock.Elapsed);
        }
    }
}
