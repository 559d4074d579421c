namespace Pure.WebSockets.Conformance;

/// <summary>Thrown if a case fails. The message has the case, what was sent, expected and observed, the rule, and the frames.</summary>
public sealed class ConformanceException : Exception
{
    internal ConformanceException(string message, CaseResult result, Exception? thrown)
        : base(message, thrown) => Result = result;

    /// <summary>The verdicts and what they are based on.</summary>
    public CaseResult Result { get; }
}
