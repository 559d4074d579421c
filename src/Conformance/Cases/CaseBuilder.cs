namespace Pure.WebSockets.Conformance;

/// <summary>Short words to write scripts with.</summary>
internal static class CaseBuilder
{
    public const string Hello = "Hello, world!";

    /// <summary>The time for what a peer does at once: more than that is no delay of the network, even where many cases run.</summary>
    private const double Patience = 2;

    public static Seq<Act> Of(params Act[] acts) => Seq.create(acts);

    /// <summary>A case of ours whose connection is to stay sound: these events come, in order, and then the tester closes.</summary>
    public static Case Sound(string id, string description, string expected, string rule, Act[] script, params Event[] events) => new()
    {
        Id = new CaseId(id),
        Description = description,
        Expected = expected,
        Rule = rule,
        Script = Of([.. script, FailAfter(Patience)]),
        Expectation = Events(events),
    };

    /// <summary>
    /// A case of ours in which the peer is to fail the connection, with one of the codes that fit, after these events. To lose these on
    /// the way is not strict.
    /// </summary>
    public static Case Broken(string id, string description, string rule, int[] codes, Act[] script, params Event[] events) =>
        new()
        {
            Id = new CaseId(id),
            Description = description,
            Expected =
                $"{(events.Length > 0 ? "What came before is answered, then the" : "The")} peer fails the connection with "
                    + $"{string.Join(" or ", codes)}, or just ends the transport.",
            Rule = rule,
            Script = Of([.. script, FailAfter(Patience)]),
            Expectation = Events(events),
            Close = CloseExpectation.Failed(codes),
            Alternatives =
                events.Length == 0
                    ? Seq<Alternative>.Empty
                    : Seq.create(
                        new Alternative(
                            Verdict.NonStrict,
                            Seq<Event>.Empty,
                            CloseExpectation.Failed(codes),
                            "The peer failed the connection before it had answered what came before."
                        )
                    ),
        };

    /// <summary>The same case, in which the order of pongs and messages to each other does not matter.</summary>
    public static Case PongsMayOvertake(this Case sound) =>
        sound.Expectation is Expectation.Events events ? sound with { Expectation = events with { PongsMayOvertake = true } } : sound;

    /// <summary>The same case, in which the peer may also go on as if all were well: these events come, and the tester closes.</summary>
    public static Case OrTakesIt(this Case broken, Verdict verdict, string why, params Event[] events) => broken with
    {
        Alternatives = broken.Alternatives.Add(new Alternative(verdict, Seq.create(events), CloseExpectation.Normal, why)),
    };

    /// <summary>The same case, in which the peer may also go on after these events, however the connection closes then.</summary>
    public static Case OrGoesOn(this Case some, Verdict verdict, string why, params Event[] events) =>
        some.Or(verdict, why, CloseExpectation.Any, events);

    /// <summary>The same case, in which the peer may also send nothing more after these events, not even a close frame.</summary>
    public static Case OrIsSilent(this Case some, Verdict verdict, string why, params Event[] events) =>
        some.Or(verdict, why, CloseExpectation.Unanswered, events);

    /// <summary>The same case, in which the peer may also close after these events, or end the transport.</summary>
    public static Case OrLeaves(this Case some, Verdict verdict, string why, params Event[] events) =>
        some.Or(verdict, why, CloseExpectation.ByPeer, events);

    /// <summary>The same case, of which anything else that breaks no rule is so called.</summary>
    public static Case OrAnything(this Case some, Verdict verdict, string why) => some with
    {
        Alternatives = some.Alternatives.Add(new Alternative(verdict, Seq<Event>.Empty, CloseExpectation.Any, why) { WhateverCame = true }),
    };

    private static Case Or(this Case some, Verdict verdict, string why, CloseExpectation close, Event[] events) => some with
    {
        Alternatives = some.Alternatives.Add(new Alternative(verdict, Seq.create<Event>(events), close, why)),
    };

    public static Act[] Frames(params RawFrame[] frames) => Array.ConvertAll(frames, frame => (Act)new Act.Send(frame));

    public static Act FailAfter(double seconds) => new Act.FailAfter(TimeSpan.FromSeconds(seconds));

    public static Act CloseAfter(double seconds) => new Act.CloseAfter(TimeSpan.FromSeconds(seconds));

    public static Act Wait(double seconds, string? tag = null) =>
        new Act.Wait(TimeSpan.FromSeconds(seconds), tag is null ? Option<string>.None : tag);

    public static Act Close(int code, string reason = "") =>
        new Act.Close(Payload.Of([(byte)(code >> 8), (byte)code, .. System.Text.Encoding.UTF8.GetBytes(reason)]));

    public static Expectation Events(params Event[] events) => new Expectation.Events(Seq.create<Event>(events), Option<Seq<Event>>.None);

    /// <summary>The message must be echoed before the failure; a peer that fails at once and loses it is not strict.</summary>
    public static Expectation EventsOrNone(params Event[] events) => new Expectation.Events(Seq.create<Event>(events), Seq<Event>.Empty);

    public static Event Text(string text) => new Event.Message(MessageKind.Text, Octets.OfText(text));

    public static Event Message(MessageKind kind, Payload payload) => new Event.Message(kind, payload.ToOctets());

    /// <summary>The kind of a message, in a sentence.</summary>
    public static string Name(MessageKind kind) => kind == MessageKind.Text ? "text" : "binary";

    public static Event Pong(Payload payload) => new Event.Pong(payload.ToOctets());
}
