using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.FsCheck;

/// <summary>A difference between the behaviour of an implementation and the behaviour that the RFCs allow.</summary>
/// <param name="Rule">The rule, with its section, such as "RFC 6455 §5.5.2".</param>
/// <param name="IsRequired">Whether the rule is a MUST. Otherwise it is a SHOULD, or it binds only senders.</param>
/// <param name="Text">A sentence that describes the difference.</param>
public sealed record ConformanceFinding(string Rule, bool IsRequired, string Text)
{
    internal ConformanceFinding(ModelFinding finding)
        : this(finding.Rule, finding.Demand == Demand.Must, finding.Text)
    {
    }

    /// <summary>
    /// The exception that the tested function threw in the conversation. A function may throw when it receives invalid bytes.
    /// </summary>
    public Option<Exception> Thrown { get; init; }

    /// <summary>Whether the same rule is broken as in another finding, and is a MUST if it was one there.</summary>
    internal bool IsAsGrave(ConformanceFinding other) => Rule == other.Rule && (IsRequired || !other.IsRequired);

    /// <summary>Returns the finding in one line, which begins with MUST or SHOULD.</summary>
    public override string ToString() =>
        $"{(IsRequired ? "MUST" : "SHOULD")}, {Rule}: {Text}"
            + Thrown.Match(Some: error => $" (the function threw {error.GetType().Name}: {error.Message})", None: "");
}
