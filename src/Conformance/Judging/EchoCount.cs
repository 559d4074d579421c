namespace Pure.WebSockets.Conformance;

/// <summary>The progress of an exchange of compressed messages. Each echo is compared as it comes and not kept.</summary>
/// <param name="Awaited">The exchange.</param>
/// <param name="Count">The number of echoes that came.</param>
/// <param name="IsWrong">Whether an echo differed from the message that was sent, or more echoes came than messages were sent.</param>
internal sealed record EchoCount(Expectation.CompressedExchange Awaited, int Count = 0, bool IsWrong = false)
{
    public bool IsComplete => Count == Awaited.Count && !IsWrong;

    /// <summary>Adds a message. A wrong echo ends the exchange: later ones are not counted.</summary>
    public EchoCount After(MessageKind kind, ReadOnlySpan<byte> message)
    {
        if (IsWrong) return this;
        var isRight = Count < Awaited.Count && kind == Awaited.Body.Kind && Awaited.Body.Window(Count, Awaited.Length).Is(message);
        return isRight ? this with { Count = Count + 1 } : this with { IsWrong = true };
    }
}
