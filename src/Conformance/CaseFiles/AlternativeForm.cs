using System.Text.Json.Nodes;

namespace Pure.WebSockets.Conformance;

/// <summary>Reads and writes alternatives in case files.</summary>
internal static class AlternativeForm
{
    private const string Anything = "anything";
    private const string What = "an alternative";

    public static Option<Alternative> Read(CaseReading reading, SpecValue value)
    {
        var fields = reading.Open(value, What, "verdict", "why", "expect", "close");
        if (!fields.Has("verdict")) fields.Problem("an alternative has no \"verdict\", such as \"NON-STRICT\"");
        var why = reading.Required(fields, "why", What, "The peer has a message limit that this message exceeds.");
        var acceptsAny = fields.Find("expect").Exists(expect => expect is SpecValue.Text { Value: Anything });
        var events = fields
            .Find("expect")
            .Filter(_ => !acceptsAny)
            .Map(list => ExpectationForm.Events(reading, list, $"\"expect\" of an alternative (or \"{Anything}\")"))
            .IfNone(Seq<PeerEvent>.Empty);
        var close = fields.Find("close").Bind(given => CloseForm.Read(reading, given)).IfNone(CloseExpectation.Any);
        return reading
            .Verdict(fields, "verdict", Verdict.Ok, Verdict.NonStrict, Verdict.Informational)
            .Map(verdict => new Alternative(verdict, events, close, why) { AcceptsAnyEvents = acceptsAny });
    }

    public static JsonNode Write(Alternative other)
    {
        var form = new JsonObject { ["verdict"] = VerdictText.Of(other.Verdict), ["why"] = other.Why };
        if (other.AcceptsAnyEvents) form["expect"] = Anything;
        else if (!other.Events.IsEmpty) form["expect"] = ExpectationForm.Write(other.Events);
        if (other.Close != CloseExpectation.Any) form["close"] = CloseForm.Write(other.Close);
        return form;
    }
}
