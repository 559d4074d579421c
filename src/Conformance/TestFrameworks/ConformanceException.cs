namespace Pure.WebSockets.Conformance;

/// <summary>
/// The exception that is thrown if a case fails, or if a case that is known to fail passes. If the case failed, the message contains the
/// case, the sent, expected and observed events, the rule, and the first frames.
/// </summary>
public sealed class ConformanceException : Exception
{
    internal ConformanceException(string message, CaseResult result, Exception? thrown)
        : base(message, thrown) => Result = result;

    /// <summary>The result of the case, with the verdicts and the data on which they are based.</summary>
    public CaseResult Result { get; }
}
