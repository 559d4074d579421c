namespace Pure.WebSockets.Conformance;

/// <summary>
/// The extent to which the expected events have occurred. While a case runs, the tester uses this value to decide whether to continue or to
/// close the connection. At the end of a case that expects a first message or an exchange, the judge uses this value to decide whether the
/// peer met the expectation.
/// </summary>
internal enum Satisfaction
{
    /// <summary>
    /// Expected events have not occurred yet. If a list of events is expected, this is also the value after an unexpected event. If the
    /// model determines the verdict, this is always the value.
    /// </summary>
    Waiting,

    /// <summary>All answers so far are correct, and the next message must be sent.</summary>
    Next,

    /// <summary>All expected events have occurred, or other events that the case allows as non-strict.</summary>
    Whole,

    /// <summary>
    /// A wrong message was received, or compressed messages cannot be exchanged because permessage-deflate is not in use.
    /// </summary>
    Wrong,
}

internal static class ExpectationCheck
{
    public static Satisfaction Evaluate(Expectation expectation, Observation seen) =>
        expectation switch
        {
            Expectation.Events events => events.AreMetBy(seen.Events) || events.AreNonStrict(seen.Events)
                ? Satisfaction.Whole
                : Satisfaction.Waiting,
            Expectation.FirstMessage first => seen.Events.OfType<PeerEvent.Message>().FirstOrDefault() is { } message
                ? Fits(message, first.Kind, first.Length)
                    ? Satisfaction.Whole
                    : Satisfaction.Wrong
                : Satisfaction.Waiting,
            Expectation.Exchange exchange when seen.Paced.Case is int paced => paced >= exchange.Count
                ? Satisfaction.Whole
                : Satisfaction.Next,
            Expectation.Exchange exchange => Evaluate(exchange, seen.Events.OfType<PeerEvent.Message>().ToArray()),
            // Without permessage-deflate, no compressed messages are exchanged.
            Expectation.CompressedExchange when seen.Deflate.IsNone => Satisfaction.Wrong,
            Expectation.CompressedExchange exchange when seen.Paced.Case is int paced => paced >= exchange.Count
                ? Satisfaction.Whole
                : Satisfaction.Next,
            Expectation.CompressedExchange => seen.Echoes.Map(Evaluate).IfNone(Satisfaction.Wrong),
            _ => Satisfaction.Waiting,
        };

    /// <summary>
    /// Evaluates an exchange. A wrong echo ends the exchange, so only the last message has to be checked. Pongs are ignored, because a peer
    /// is allowed to send unsolicited pongs (RFC 6455 §5.5.3).
    /// </summary>
    private static Satisfaction Evaluate(Expectation.Exchange exchange, PeerEvent.Message[] messages) =>
        messages is not [.., var last] ? Satisfaction.Next
        : !Fits(last, exchange.Kind, exchange.ReturnedLength) ? Satisfaction.Wrong
        : messages.Length >= exchange.Count ? Satisfaction.Whole
        : Satisfaction.Next;

    private static Satisfaction Evaluate(EchoCount echoes) =>
        echoes.IsWrong ? Satisfaction.Wrong
        : echoes.IsComplete ? Satisfaction.Whole
        : Satisfaction.Next;

    private static bool Fits(PeerEvent.Message message, MessageKind kind, int length) =>
        message.Kind == kind && message.Data.Length == length;
}
