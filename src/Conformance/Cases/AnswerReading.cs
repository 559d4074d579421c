namespace Pure.WebSockets.Conformance;

/// <summary>
/// Interprets the messages of a peer that sends no echoes. If the application's protocol is not known, the tester ignores the messages. If
/// the protocol is known, the tester extracts the content of each answer and treats that content as an echo. If a message matches no
/// pattern of the protocol, the tester treats the whole message as an echo.
/// </summary>
/// <param name="Protocol">The protocol of the application, or None if the protocol is not known.</param>
/// <param name="Unique">The value of the placeholder {unique} on this connection.</param>
internal sealed record AnswerReading(Option<ApplicationProtocol> Protocol, string Unique)
{
    /// <summary>The instance that ignores all messages.</summary>
    public static AnswerReading Ignoring { get; } = new(Option<ApplicationProtocol>.None, "");

    /// <summary>
    /// Returns the events that are recorded for a message from the peer. The sequence is empty if the message is ignored.
    /// </summary>
    /// <param name="kind">The kind of the message.</param>
    /// <param name="message">The message.</param>
    /// <param name="agreed">The number of prelude messages that the peer has already sent.</param>
    public Seq<PeerEvent> Read(MessageKind kind, ByteString message, int agreed)
    {
        if (Protocol.Case is not ApplicationProtocol protocol) return Seq<PeerEvent>.Empty;
        var events = new List<PeerEvent>();
        foreach (var record in protocol.Answer.Split(message.Memory))
        {
            if (EventOf(protocol, kind, record, agreed).Case is not PeerEvent found) continue;
            if (found is PeerEvent.Agreed) agreed++;
            events.Add(found);
        }

        return Seq.create<PeerEvent>([.. events]);
    }

    private Option<PeerEvent> EventOf(ApplicationProtocol protocol, MessageKind kind, ReadOnlyMemory<byte> record, int agreed)
    {
        var octets = record.Span;
        var awaited = protocol.Prelude.Filter(step => !step.IsSent).Strict();
        if (agreed < awaited.Count && awaited[agreed].Message.Match(kind, octets, Unique).IsSome) return new PeerEvent.Agreed(agreed + 1);
        if (agreed == awaited.Count && protocol.Answer.Match(kind, octets, Unique).Case is ByteString content)
            return new PeerEvent.Message(protocol.Request.Kind, content);
        foreach (var ignored in protocol.Ignored)
            if (ignored.Match(kind, octets, Unique).IsSome) return Option<PeerEvent>.None;
        return new PeerEvent.Message(kind, octets.ToArray());
    }
}
