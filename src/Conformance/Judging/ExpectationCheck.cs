namespace Pure.WebSockets.Conformance;

/// <summary>
/// How many of the expected events have come. While a case runs, this decides when to continue or close. At the end, it decides whether the
/// peer met the expectation.
/// </summary>
internal enum Satisfaction
{
    /// <summary>The expected event can still come.</summary>
    Waiting,

    /// <summary>The awaited echo came, and the next message is due.</summary>
    Next,

    /// <summary>Everything came.</summary>
    Whole,

    /// <summary>An event came that is not expected.</summary>
    Wrong,
}

internal static class ExpectationCheck
{
    public static Satisfaction Evaluate(Expectation expectation, Observation seen) =>
        expectation switch
        {
            Expectation.Events events => events.NonStrict.IsNone && events.AreMetBy(seen.Events)
                ? Satisfaction.Whole
                : Satisfaction.Waiting,
            Expectation.FirstMessage first => seen.Events.OfType<PeerEvent.Message>().FirstOrDefault() is { } message
                ? Fits(message, first.Kind, first.Length)
                    ? Satisfaction.Whole
                    : Satisfaction.Wrong
                : Satisfaction.Waiting,
            Expectation.Exchange exchange => Evaluate(exchange, seen.Events.OfType<PeerEvent.Message>().ToArray()),
            // Without permessage-deflate nothing is exchanged.
            Expectation.CompressedExchange when seen.Deflate.IsNone => Satisfaction.Wrong,
            Expectation.CompressedExchange => seen.Echoes.Map(Evaluate).IfNone(Satisfaction.Wrong),
            _ => Satisfaction.Waiting,
        };

    /// <summary>
    /// A wrong echo ends the exchange, so only the last message needs a check. Unsolicited pongs may come in between (RFC 6455 §5.5.3).
    /// </summary>
    private static Satisfaction Evaluate(Expectation.Exchange exchange, PeerEvent.Message[] messages) =>
        messages is not [.., var last] ? Satisfaction.Next
        : !Fits(last, exchange.Kind, exchange.Payload.Length) ? Satisfaction.Wrong
        : messages.Length >= exchange.Count ? Satisfaction.Whole
        : Satisfaction.Next;

    private static Satisfaction Evaluate(EchoCount echoes) =>
        echoes.IsWrong ? Satisfaction.Wrong
        : echoes.IsComplete ? Satisfaction.Whole
        : Satisfaction.Next;

    private static bool Fits(PeerEvent.Message message, MessageKind kind, int length) =>
        message.Kind == kind && message.Data.Length == length;
}
