namespace Pure.WebSockets.Conformance;

/// <summary>How far an exchange of compressed messages is: each echo is compared as it comes, and not kept.</summary>
/// <param name="Awaited">The exchange.</param>
/// <param name="Count">The echoes that came.</param>
/// <param name="IsWrong">Whether one of them was not what was sent, or one too many.</param>
internal sealed record EchoCount(Expectation.CompressedExchange Awaited, int Count = 0, bool IsWrong = false)
{
    public bool AreAllThere => Count == Awaited.Count && !IsWrong;

    /// <summary>With one message more. An echo that is wrong ends the exchange: what follows is not counted.</summary>
    public EchoCount After(MessageKind kind, ReadOnlySpan<byte> message)
    {
        if (IsWrong) return this;
        var isRight = Count < Awaited.Count && kind == Awaited.Body.Kind && Awaited.Body.Window(Count, Awaited.Length).Is(message);
        return isRight ? this with { Count = Count + 1 } : this with { IsWrong = true };
    }
}
