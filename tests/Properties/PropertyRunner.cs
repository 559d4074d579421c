using FsCheck;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;

namespace Pure.WebSockets.Properties;

/// <summary>Turns the end of a law's run into the outcome of a test. What fails prints its seed, the case as generated and as shrunk.</summary>
internal sealed class PropertyRunner(ITestOutputHelper? output) : IRunner
{
    private static readonly FSharpFunc<object, string> Print = FuncConvert.FromFunc<object, string>(value => value?.ToString() ?? "null");

    public void OnStartFixture(Type t)
    {
    }

    public void OnArguments(int ntest, FSharpList<object> args, FSharpFunc<int, FSharpFunc<FSharpList<object>, string>> every)
    {
        var text = FSharpFunc<int, FSharpList<object>>.InvokeFast(every, ntest, args);
        if (text.Length > 0) output?.WriteLine(text);
    }

    public void OnShrink(FSharpList<object> args, FSharpFunc<FSharpList<object>, string> everyShrink)
    {
#if MUTATION
        if (MutationRunAttribute.Runs) Assert.Fail("Killed.");
#endif
    }

    public void OnFinished(string name, FsCheck.TestResult result)
    {
        var told = Runner.onFinishedToStringWithFormatter(Print, "", result);
        if (result.IsPassed) output?.WriteLine(told);
        else Assert.Fail(told);
    }
}
