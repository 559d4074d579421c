namespace Pure.WebSockets.Conformance;

/// <summary>
/// How far the peer has met the expectation of a case. While a case runs, the tester uses this value to decide whether to continue or to
/// close the connection. At the end of a case that expects a first message or an exchange, the judge uses this value to determine the
/// verdict.
/// </summary>
internal enum Satisfaction
{
    /// <summary>
    /// Some expected events have not occurred yet. If the case expects a list of events, the value is also <see cref="Waiting"/> after an
    /// unexpected event. If <see cref="PeerModel"/> judges the case, the value is always <see cref="Waiting"/>.
    /// </summary>
    Waiting,

    /// <summary>All answers so far are correct, and the tester must send the next message of the exchange.</summary>
    Next,

    /// <summary>
    /// All expected events have occurred, or the events are those that the case allows with the verdict <see cref="Verdict.NonStrict"/>.
    /// </summary>
    Whole,

    /// <summary>A wrong message was received, or the case expects compressed messages but permessage-deflate is not in use.</summary>
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
            // Compressed messages cannot be exchanged without permessage-deflate.
            Expectation.CompressedExchange when seen.Deflate.IsNone => Satisfaction.Wrong,
            Expectation.CompressedExchange exchange when seen.Paced.Case is int paced => paced >= exchange.Count
                ? Satisfaction.Whole
                : Satisfaction.Next,
            Expectation.CompressedExchange => seen.Echoes.Map(Evaluate).IfNone(Satisfaction.Wrong),
            _ => Satisfaction.Waiting,
        };

    /// <summary>
    /// Returns how far the peer has met the expectation of an exchange. Only the last message must be checked, because the exchange ends
    /// after a wrong echo. Pongs are ignored, because a peer may send unsolicited pongs (RFC 6455 §5.5.3).
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
