namespace Pure.WebSockets.Conformance;

/// <summary>
/// Adapts cases to a peer that answers requests. Each message of a case is replaced with a request, and the content of the request is the
/// message. If the request must have the same length as the message, the content is only a prefix of the message. The request and the
/// message have the same number of frames. The answer must contain the same content as the request.
/// </summary>
internal static class RequestCases
{
    private const string NoRequests = "the profile has no request";
    private const string Compressed =
        "the case sends compressed bytes of a certain form, which cannot contain a request, so the case shows only that the peer continues";
    private const string OddFrames =
        "the messages of the case cannot be determined from its frames, so the case shows only that the peer continues";

    /// <summary>
    /// Returns the case, adapted to a peer with the given protocol, or the reason why requests cannot carry the messages of the case.
    /// </summary>
    public static Either<string, Case> Of(Case original, ApplicationProtocol protocol, string unique)
    {
        var carrier = new MessageCarrier(protocol, unique);
        var one = original with { Answers = new AnswerReading(protocol, unique) };
        return (
            original.Expectation switch
            {
                Expectation.CompressedExchange exchange => Exchanged(one, exchange, carrier),
                Expectation.Exchange exchange => Exchanged(one, exchange, carrier),
                Expectation.FirstMessage first => Framed(
                    one,
                    carrier,
                    carried => carried is [var only]
                        ? new Expectation.FirstMessage(first.Kind, only.Content.Length)
                        : Option<Expectation>.None
                ),
                Expectation.Events events => Framed(one, carrier, carried => EventsOf(events, carried)),
                _ => NoRequests,
            }
        ).Bind(carried => WithPrelude(carried with { Expected = $"As the content of an answer: {one.Expected}" }, protocol, unique));
    }

    /// <summary>
    /// Returns the expected events with each message replaced by the content of its request. Returns None if the expected messages differ
    /// from the messages that the case sends.
    /// </summary>
    private static Option<Expectation> EventsOf(Expectation.Events events, IReadOnlyList<CarriedMessage> carried) =>
        events.Ok.Filter(at => at is PeerEvent.Message).SequenceEqual(carried.Select(message => (PeerEvent)message.Original))
            ? events with
            {
                Ok = Contents(events.Ok, carried),
                NonStrict = events.NonStrict.Map(some => Contents(some, carried)),
            }
            : Option<Expectation>.None;

    private static Seq<PeerEvent> Contents(Seq<PeerEvent> events, IReadOnlyList<CarriedMessage> carried) =>
        events
            .Map(at => at is PeerEvent.Message message && carried.FirstOrDefault(one => one.Original == message) is { } found
                ? new PeerEvent.Message(message.Kind, found.Content)
                : at)
            .Strict();

    private static Either<string, Case> Exchanged(Case one, Expectation.Exchange exchange, MessageCarrier carrier) =>
        carrier
            .Carry(new PeerEvent.Message(exchange.Kind, exchange.Payload.ToOctets()), keepsLength: true, 1, exchange.Count)
            .Map(carried => one with
            {
                Expectation = exchange with
                {
                    ReturnedLength = carried.Content.Length,
                    Carrying = Prelude.Some<Func<int, Payload>>(
                        number => Payload.Of(carrier.Write(carried.Content.Memory, number + 1).Octets)
                    ),
                },
            });

    private static Either<string, Case> Exchanged(Case one, Expectation.CompressedExchange exchange, MessageCarrier carrier) =>
        carrier
            .Carry(FirstOf(exchange), keepsLength: false, 1)
            .Bind(carried => carrier.Unfit(exchange).Match<Either<string, CarriedMessage>>(Some: why => why, None: () => carried))
            .Map(_ => one with
            {
                Expectation = exchange with
                {
                    Carrying = Prelude.Some<Func<ReadOnlyMemory<byte>, int, byte[]>>(
                        (part, number) => carrier.Write(part, number + 1).Octets
                    ),
                },
            });

    private static PeerEvent.Message FirstOf(Expectation.CompressedExchange exchange) =>
        new(exchange.Body.Kind, exchange.Body.Window(0, exchange.Length).Joined().ToArray());

    private static Either<string, Case> Framed(
        Case one,
        MessageCarrier carrier,
        Func<IReadOnlyList<CarriedMessage>, Option<Expectation>> expectationOf
    )
    {
        var script = new CarryingScript(carrier);
        var changed = one.Script.Map(script.Collect).Strict();
        if (script.IsOdd) return script.IsCompressed ? Compressed : OddFrames;
        if (script.Carry().Case is string why) return why;
        if (expectationOf(script.Carried).Case is not Expectation expectation) return OddFrames;
        return one with
        {
            Script = Seq.create<TesterAction>([.. changed.Map(script.Apply)]),
            Expectation = expectation,
            Alternatives = one.Alternatives.Map(other => other with { Events = Contents(other.Events, script.Carried) }).Strict(),
        };
    }

    /// <summary>
    /// Adds the messages of the prelude to the script and to the expected events. Returns an error if a message of the prelude cannot be
    /// written.
    /// </summary>
    private static Either<string, Case> WithPrelude(Case one, ApplicationProtocol protocol, string unique)
    {
        if (protocol.Prelude.IsEmpty) return one;
        var (acts, agreed, sent) = (new List<TesterAction>(), new List<PeerEvent>(), new List<int>());
        foreach (var step in protocol.Prelude)
        {
            if (!step.IsSent)
            {
                agreed.Add(new PeerEvent.Agreed(agreed.Count + 1));
                acts.Add(new TesterAction.Await(agreed.Count));
                continue;
            }

            var written = step.Message.Write(new MessageValues(default, sent.Count + 1, unique));
            if (written.Problem is { } problem) return $"{problem}, so the case shows only that the peer continues";
            acts.Add(new TesterAction.Send(new RawFrame((int)step.Message.Kind, Payload.Of(written.Octets))));
            sent.Add((int)step.Message.Kind);
        }

        Seq<PeerEvent> AfterAgreed(Seq<PeerEvent> later) => Seq.create<PeerEvent>([.. agreed, .. later]);
        return one with
        {
            Script = Seq.create<TesterAction>([
                .. acts,
                .. one.Script.Map(act => act is TesterAction.Await awaited ? new TesterAction.Await(awaited.Events + agreed.Count) : act),
            ]),
            Expectation = one.Expectation is Expectation.Events events
                ? events with { Ok = AfterAgreed(events.Ok), NonStrict = events.NonStrict.Map(AfterAgreed) }
                : one.Expectation,
            Alternatives = one.Alternatives.Map(other => other with { Events = AfterAgreed(other.Events) }).Strict(),
            OwnFrames = one.OwnFrames.Map(counts =>
                counts.Map(own => (own.Opcode, own.Count + sent.Count(opcode => opcode == own.Opcode))).Strict()
            ),
        };
    }
}
