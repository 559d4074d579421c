using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.FsCheck;

/// <summary>A difference between an implementation's behaviour and the behaviour that the RFCs allow.</summary>
/// <param name="Rule">The RFC section that contains the rule, such as "RFC 6455 §5.5.2".</param>
/// <param name="IsRequired">True if the rule is a MUST. False if the rule is a SHOULD or applies only to senders.</param>
/// <param name="Text">A sentence that describes the difference.</param>
public sealed record ConformanceFinding(string Rule, bool IsRequired, string Text)
{
    internal ConformanceFinding(ModelFinding finding)
        : this(finding.Rule, finding.Demand == Demand.Must, finding.Text)
    {
    }

    /// <summary>
    /// The exception that the tested function threw in the conversation, or null if it threw no exception. A function may throw when it
    /// receives invalid bytes.
    /// </summary>
    public Exception? Thrown { get; init; }

    /// <summary>
    /// Returns whether this finding has the same section as another finding and is at least as severe. A MUST is more severe than any other
    /// demand.
    /// </summary>
    internal bool IsAsGrave(ConformanceFinding other) => Rule == other.Rule && (IsRequired || !other.IsRequired);

    /// <summary>Returns the finding as one line of text, which begins with MUST or SHOULD.</summary>
    public override string ToString() =>
        $"{(IsRequired ? "MUST" : "SHOULD")}, {Rule}: {Text}"
            + (Thrown is { } error ? $" (the function threw {error.GetType().Name}: {error.Message})" : "");
}
