namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The other end broke a rule; the code is an HTTP status in the opening handshake and a close code afterwards.</summary>
internal sealed class BrokenRuleException(int code) : Exception($"{code}")
{
    /// <summary>The status or the close code.</summary>
    public int Code { get; } = code;
}
