using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Pure.WebSockets.Schedules.Tests;

/// <summary>The place in the code under test, for the text of a failure.</summary>
internal static partial class Trace
{
    /// <summary>Returns the innermost method of the code under test that this thread runs, with its callers.</summary>
    public static string Here()
    {
        var frames =
            from frame in new StackTrace(1, fNeedFileInfo: false).GetFrames()
            let method = frame.GetMethod()
            let type = method?.DeclaringType
            where type is not null && IsUnderTest(type)
            select $"{Name(type!)}.{Method(type!, method!.Name)}";
        return string.Join(" < ", frames.Distinct(StringComparer.Ordinal).Take(4)) is { Length: > 0 } places ? places : "the test";
    }

    private static bool IsUnderTest(Type type) =>
        type.FullName is { } name
        && (name.StartsWith("Pure.WebSockets.Host.", StringComparison.Ordinal)
            && !Seam().IsMatch(name));

    private static string Name(Type type)
    {
        while (type.DeclaringType is { } outer) type = outer;
        return type.Name;
    }

    private static string Method(Type type, string method) =>
        Between().Match(method is "MoveNext" ? type.Name : method) is { Success: true } generated ? generated.Groups["name"].Value : method;

    [GeneratedRegex(
        @"\.Host\.(Interlocked|Volatile|ThreadPool|Debug|TaskCompletionSource|ManualResetValueTaskSourceCore|Scheduled\w+)\b",
        RegexOptions.ExplicitCapture,
        10_000)]
    private static partial Regex Seam();

    [GeneratedRegex("<(?<name>\\w+)>", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Between();
}
