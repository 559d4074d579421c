namespace Pure.WebSockets.Conformance;

/// <summary>Short words to write scripts with.</summary>
internal static class Script
{
    public const string Hello = "Hello, world!";

    public static Seq<Act> Of(params Act[] acts) => Seq.create(acts);

    public static Act[] Frames(params RawFrame[] frames) => Array.ConvertAll(frames, frame => (Act)new Act.Send(frame));

    public static Act FailAfter(double seconds) => new Act.FailAfter(TimeSpan.FromSeconds(seconds));

    public static Act CloseAfter(double seconds) => new Act.CloseAfter(TimeSpan.FromSeconds(seconds));

    public static Act Wait(double seconds, string? tag = null) => new Act.Wait(TimeSpan.FromSeconds(seconds), tag is null ? Option<string>.None : tag);

    public static Act Close(int code, string reason = "") => new Act.Close(Payload.Of([(byte)(code >> 8), (byte)code, .. System.Text.Encoding.UTF8.GetBytes(reason)]));

    public static Expectation Events(params Event[] events) => new Expectation.Events(Seq.create<Event>(events), Option<Seq<Event>>.None);

    /// <summary>The message must be echoed before the failure; a peer that fails at once and loses it is not strict.</summary>
    public static Expectation EventsOrNone(params Event[] events) => new Expectation.Events(Seq.create<Event>(events), Seq<Event>.Empty);

    public static Event Text(string text) => new Event.Message(MessageKind.Text, Octets.OfText(text));

    public static Event Message(MessageKind kind, Payload payload) => new Event.Message(kind, payload.ToOctets());

    /// <summary>The kind of a message, in a sentence.</summary>
    public static string Name(MessageKind kind) => kind == MessageKind.Text ? "text" : "binary";

    public static Event Pong(Payload payload) => new Event.Pong(payload.ToOctets());
}
