using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Pure.WebSockets.Properties;

[assembly: Depth(Arbitrary = [typeof(Arbitraries)])]

namespace Pure.WebSockets.Properties;

/// <summary>
/// How many cases each law tries, and where it begins. FsCheck takes a setting from the law's own attribute, else from its class, else
/// from the assembly. The environment variable PUREWS_DEPTH gives the number of cases; a number of a class is only ever lowered by it.
/// PUREWS_REPLAY gives the seed, as a failure prints it: "(seed,gamma)" or "(seed,gamma,size)".
/// </summary>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class)]
[SuppressMessage(
    "Extensibility",
    "xUnit3003",
    Justification = "It marks classes and the assembly, never a test: there is no place of a test to tell."
)]
public sealed class DepthAttribute : PropertiesAttribute
{
    private const int Usual = 1000;

    /// <summary>As many as PUREWS_DEPTH says, else 1,000.</summary>
    public DepthAttribute()
        : this(Asked ?? Usual, Environment.GetEnvironmentVariable("PUREWS_REPLAY"))
    {
    }

    /// <summary>As many as given here, or fewer where PUREWS_DEPTH says so.</summary>
    public DepthAttribute(int cases)
        : this(Math.Min(cases, Asked ?? cases), replay: null)
    {
    }

    private DepthAttribute(int cases, string? replay)
    {
        MaxTest = cases;
        MaxRejected = cases;
        Replay = replay;
    }

    private static int? Asked =>
        int.TryParse(Environment.GetEnvironmentVariable("PUREWS_DEPTH"), CultureInfo.InvariantCulture, out var depth) ? depth : null;
}
