using System.Text.Json.Nodes;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Reads and writes expectations in case files. An expectation is a list of events, the text "owed" for <see cref="Expectation.Owed"/>, or
/// an object.
/// </summary>
internal static class ExpectationForm
{
    private const int MostMessages = 1_000_000;
    private const string Owed = "owed";

    private static readonly string[] Kinds = ["events", "firstMessage", "exchange", "compressedExchange"];
    private static readonly string[] Others = ["nonStrict", "pongsMayOvertake", "length", "times", "fragmentSize"];
    private static readonly string[] EventKinds = ["text", "binary", "pong", "event"];

    /// <summary>Reads the expectation of a case.</summary>
    public static Option<Expectation> Read(CaseReading reading, SpecValue value) => value is SpecValue.Text
        ? reading.Choice<Expectation>(value, "expect", (Owed, new Expectation.Owed()))
        : value is SpecValue.Array
        ? new Expectation.Events(Events(reading, value, "\"expect\""), Option<Seq<PeerEvent>>.None)
        : reading.Kind(value, "\"expect\"", Kinds, Others).Bind(kind =>
            Read(reading, reading.Open(value, $"an expectation with \"{kind}\"", [kind, .. OwnKeys(kind)]), kind)
        );

    /// <summary>Reads a list of events.</summary>
    public static Seq<PeerEvent> Events(CaseReading reading, SpecValue list, string what) =>
        reading.Repeated(list, what, item => reading.Kind(item, "an event", EventKinds, "times").Bind(kind => Event(reading, item, kind)));

    /// <summary>Returns an expectation as JSON.</summary>
    public static JsonNode Write(Expectation expectation) => expectation switch
    {
        Expectation.Events { NonStrict.IsNone: true, PongsMayOvertake: false } events => Write(events.Ok),
        Expectation.Events events => Form(events),
        Expectation.FirstMessage first => new JsonObject
        {
            ["firstMessage"] = MessageForm.NameOf(first.Kind),
            ["length"] = first.Length,
        },
        Expectation.Exchange exchange => new JsonObject
        {
            ["exchange"] = MessageForm.Write(exchange.Kind, exchange.Payload),
            ["times"] = exchange.Count,
        },
        Expectation.CompressedExchange exchange => Form(exchange),
        Expectation.Owed => JsonValue.Create(Owed),
        _ => throw new InvalidOperationException($"a case file cannot represent {expectation}"),
    };

    /// <summary>Returns a list of events as JSON.</summary>
    public static JsonArray Write(Seq<PeerEvent> events) => Repetition.Write(events, Write);

    private static string[] OwnKeys(string kind) => kind switch
    {
        "events" => ["nonStrict", "pongsMayOvertake"],
        "firstMessage" => ["length"],
        "exchange" => ["times"],
        _ => ["length", "times", "fragmentSize"],
    };

    private static Option<Expectation> Read(CaseReading reading, SpecFields fields, string kind)
    {
        foreach (var key in OwnKeys(kind).Where(key => key is "length" or "times" && !fields.Has(key)))
            fields.Problem($"an expectation with \"{kind}\" needs \"{key}\"");
        return kind switch
        {
            "events" => from list in fields.Find(kind)
                        select (Expectation)new Expectation.Events(
                            Events(reading, list, "\"events\""),
                            fields.Find("nonStrict").Map(other => Events(reading, other, "\"nonStrict\""))
                        )
                        {
                            PongsMayOvertake = fields.Flag("pongsMayOvertake").IfNone(noneValue: false),
                        },
            "firstMessage" => from message in reading.Choice(fields, kind, MessageForm.Kinds)
                              from length in fields.Count("length")
                              select (Expectation)new Expectation.FirstMessage(message, length),
            "exchange" => from message in MessageForm.Read(reading, fields, kind)
                          from times in fields.Between("times", 1, MostMessages)
                          select (Expectation)new Expectation.Exchange(message.Kind, message.Payload, times),
            _ => from body in reading.Choice(fields, kind, PayloadForm.Bodies)
                 from length in fields.Between("length", 1, body.Length - 1)
                 from times in fields.Between("times", 1, MostMessages)
                 select (Expectation)new Expectation.CompressedExchange(body, length, times, fields.Count("fragmentSize").IfNone(0)),
        };
    }

    private static Option<PeerEvent> Event(CaseReading reading, SpecValue item, string kind)
    {
        var fields = reading.Open(item, $"an event with \"{kind}\"", kind, "times");
        return kind switch
        {
            "event" => fields.Text(kind).Map(PeerEvent (tag) => new PeerEvent.Timeout(tag)),
            "pong" => Data(PlainForm.Text).Map(PeerEvent (data) => new PeerEvent.Pong(data)),
            "text" => Data(PlainForm.Text).Map(PeerEvent (data) => new PeerEvent.Message(MessageKind.Text, data)),
            _ => Data(PlainForm.Hex).Map(PeerEvent (data) => new PeerEvent.Message(MessageKind.Binary, data)),
        };

        Option<ByteString> Data(PlainForm plain) =>
            fields.Find(kind).Bind(value => PayloadForm.ReadOctets(reading, value, plain)).Map(octets => (ByteString)octets);
    }

    private static JsonObject Write(PeerEvent one) => one switch
    {
        PeerEvent.Message message => MessageForm.Write(message.Kind, Payload.Of(message.Data.ToArray())),
        PeerEvent.Pong pong => new JsonObject { ["pong"] = PayloadForm.Write(pong.Data.Memory.Span, PlainForm.Text) },
        PeerEvent.Timeout timeout => new JsonObject { ["event"] = timeout.Tag },
        // No case expects an illegal frame. Only cases that are adapted to a profile expect the messages of a prelude, and such cases are
        // never written to a case file.
        _ => throw new InvalidOperationException($"a case file cannot represent {one}"),
    };

    private static JsonObject Form(Expectation.Events events)
    {
        var form = new JsonObject { ["events"] = Write(events.Ok) };
        events.NonStrict.IfSome(other => form["nonStrict"] = Write(other));
        if (events.PongsMayOvertake) form["pongsMayOvertake"] = true;
        return form;
    }

    private static JsonObject Form(Expectation.CompressedExchange exchange)
    {
        var form = new JsonObject
        {
            ["compressedExchange"] = PayloadForm.Bodies.First(known => ReferenceEquals(known.Body, exchange.Body)).Name,
            ["length"] = exchange.Length,
            ["times"] = exchange.Count,
        };
        if (exchange.FragmentSize > 0) form["fragmentSize"] = exchange.FragmentSize;
        return form;
    }
}
