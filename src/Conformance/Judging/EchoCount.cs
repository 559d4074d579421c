namespace Pure.WebSockets.Conformance;

/// <summary>
/// The progress of an exchange of compressed messages. Each received echo is compared with the expected message and is not stored.
/// </summary>
/// <param name="Awaited">The exchange that the case expects.</param>
/// <param name="Count">The number of correct echoes that have been received.</param>
/// <param name="IsWrong">Whether an echo differed from the expected message, or more echoes than expected were received.</param>
internal sealed record EchoCount(Expectation.CompressedExchange Awaited, int Count = 0, bool IsWrong = false)
{
    public bool IsComplete => Count == Awaited.Count && !IsWrong;

    /// <summary>
    /// Returns the progress after another message has been received. After a wrong echo, further messages are not counted.
    /// </summary>
    public EchoCount After(MessageKind kind, ReadOnlySpan<byte> message)
    {
        if (IsWrong) return this;
        var isRight = Count < Awaited.Count && kind == Awaited.Body.Kind && Awaited.Body.Window(Count, Awaited.Length).Is(message);
        return isRight ? this with { Count = Count + 1 } : this with { IsWrong = true };
    }
}
