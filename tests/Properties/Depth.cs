using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Pure.WebSockets.Properties;

[assembly: Depth(Arbitrary = [typeof(Arbitraries)])]

namespace Pure.WebSockets.Properties;

/// <summary>
/// The number of cases of each law, and the seed. FsCheck takes a setting from the law's own attribute, from its class, or from the
/// assembly. PUREWS_DEPTH sets the number of cases; it can only lower the number of a class. PUREWS_REPLAY sets the seed as a failure
/// prints it: "(seed,gamma)" or "(seed,gamma,size)".
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

    /// <summary>The number in PUREWS_DEPTH; 1,000 by default.</summary>
    public DepthAttribute()
        : this(Asked ?? Usual, Environment.GetEnvironmentVariable("PUREWS_REPLAY"))
    {
    }

    /// <summary>The given number, or fewer by PUREWS_DEPTH.</summary>
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
