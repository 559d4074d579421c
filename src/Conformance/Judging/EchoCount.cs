namespace Pure.WebSockets.Conformance;

/// <summary>
/// The progress of an exchange of compressed messages. Each echo is compared with the expected message when it is received, and is then
/// discarded.
/// </summary>
/// <param name="Awaited">The exchange that is expected.</param>
/// <param name="Count">The number of correct echoes that were received.</param>
/// <param name="IsWrong">Whether an echo differed from the message that was sent, or more echoes were received than expected.</param>
internal sealed record EchoCount(Expectation.CompressedExchange Awaited, int Count = 0, bool IsWrong = false)
{
    public bool IsComplete => Count == Awaited.Count && !IsWrong;

    /// <summary>
    /// Returns the progress after one more message has been received. After a wrong echo, further messages are not counted.
    /// </summary>
    public EchoCount After(MessageKind kind, ReadOnlySpan<byte> message)
    {
        if (IsWrong) return this;
        var isRight = Count < Awaited.Count && kind == Awaited.Body.Kind && Awaited.Body.Window(Count, Awaited.Length).Is(message);
        return isRight ? this with { Count = Count + 1 } : this with { IsWrong = true };
    }
}
