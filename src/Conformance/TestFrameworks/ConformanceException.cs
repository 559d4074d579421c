namespace Pure.WebSockets.Conformance;

/// <summary>
/// The exception that is thrown if a case fails unexpectedly, or if a case that is known to fail does not fail. For a failed case, the
/// message contains the id and the description of the case, the expected and observed events, the rule, and the first frames.
/// </summary>
public sealed class ConformanceException : Exception
{
    internal ConformanceException(string message, CaseResult result, Exception? thrown)
        : base(message, thrown) => Result = result;

    /// <summary>The result of the case, which contains the verdicts and the data on which the verdicts are based.</summary>
    public CaseResult Result { get; }
}
