namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The other end broke a rule: of its request, a status says so; later, a close code.</summary>
internal sealed class BrokenRuleException(int code) : Exception($"{code}")
{
    /// <summary>The status or the close code.</summary>
    public int Code { get; } = code;
}
