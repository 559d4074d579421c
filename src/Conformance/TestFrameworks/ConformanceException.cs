namespace Pure.WebSockets.Conformance;

/// <summary>
/// A case that failed, as a test framework shows it: the message has the case, what was sent, expected and seen, the rule, and the
/// frames.
/// </summary>
public sealed class ConformanceException : Exception
{
    internal ConformanceException(string message, CaseResult result, Exception? thrown)
        : base(message, thrown) => Result = result;

    /// <summary>The verdicts and all they rest on.</summary>
    public CaseResult Result { get; }
}
