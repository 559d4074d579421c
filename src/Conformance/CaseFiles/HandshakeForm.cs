using System.Text.Json.Nodes;

namespace Pure.WebSockets.Conformance;

/// <summary>Reads and writes the opening handshakes of cases in case files.</summary>
internal static class HandshakeForm
{
    private const string What = "\"handshake\"";

    private static readonly string[] OfServers = ["pause", "protocols", "rejection", "ifRejected", "invalidOffer", "mustDecline"];
    private static readonly string[] OfClients = ["joinsFirstFrame"];

    public static OpeningScript Read(CaseReading reading, SpecValue value, Option<Role> tester)
    {
        var fields = reading.Open(value, What, ["edits", "chop", .. OfServers, .. OfClients]);
        foreach (var key in OfServers.Where(key => tester != Role.Client && fields.Has(key)))
            fields.Problem(key, $"\"{key}\" concerns a request, so it needs \"tests\": \"servers\"");
        foreach (var key in OfClients.Where(key => tester != Role.Server && fields.Has(key)))
            fields.Problem(key, $"\"{key}\" concerns a response, so it needs \"tests\": \"clients\"");
        return new OpeningScript
        {
            Edits = fields.Find("edits").Map(list => HeadEditForm.Read(reading, list, tester)).IfNone(Seq<HeadEdit>.Empty),
            Chop = fields.Count("chop").IfNone(0),
            Pause = fields.Find("pause").Bind(pause => Pause(reading, pause)),
            JoinsFirstFrame = fields.Flag("joinsFirstFrame").IfNone(noneValue: false),
            Protocols = fields.Texts("protocols").Map(names => Protocols(reading, names)).IfNone(Seq<string>.Empty),
            Rejection = fields.Find("rejection").Map(rejection => Rejection(reading, rejection)),
            IfRejected = fields.Find("ifRejected").Bind(rejection => IfRejected(reading, rejection)),
            HasInvalidOffer = fields.Flag("invalidOffer").IfNone(noneValue: false),
            MustDecline = fields.Flag("mustDecline").IfNone(noneValue: false),
        };
    }

    public static JsonObject Write(OpeningScript opening)
    {
        var form = new JsonObject();
        if (!opening.Edits.IsEmpty) form["edits"] = new JsonArray([.. opening.Edits.Map(HeadEditForm.Write)]);
        if (opening.Chop > 0) form["chop"] = opening.Chop;
        opening.Pause.IfSome(pause =>
            form["pause"] = new JsonObject { ["beforeLast"] = pause.Octets, ["seconds"] = pause.Time.TotalSeconds }
        );
        if (opening.JoinsFirstFrame) form["joinsFirstFrame"] = true;
        if (!opening.Protocols.IsEmpty) form["protocols"] = new JsonArray([.. opening.Protocols.Map(name => (JsonNode)name)]);
        opening.Rejection.IfSome(rejection => form["rejection"] = Write(rejection));
        opening.IfRejected.IfSome(rejection =>
            form["ifRejected"] = new JsonObject { ["verdict"] = VerdictText.Of(rejection.Verdict), ["why"] = rejection.Why }
        );
        if (opening.HasInvalidOffer) form["invalidOffer"] = true;
        if (opening.MustDecline) form["mustDecline"] = true;
        return form;
    }

    private static Seq<string> Protocols(CaseReading reading, Seq<SpecValue.Text> names)
    {
        foreach (var name in names.Filter(name => !FieldText.IsToken(name.Value)))
            reading.Problem(name, $"\"{name.Value}\" is not a token (RFC 9110 §5.6.2)");
        foreach (var twice in names.GroupBy(name => name.Value).SelectMany(group => group.Skip(1)))
            reading.Problem(twice, $"\"{twice.Value}\" is offered twice, which a request must not do (RFC 6455 §4.1)");
        return names.Map(name => name.Value).Strict();
    }

    private static Option<HeadPause> Pause(CaseReading reading, SpecValue value)
    {
        var fields = reading.Open(value, "\"pause\"", "beforeLast", "seconds");
        foreach (var key in new[] { "beforeLast", "seconds" }.Where(key => !fields.Has(key)))
            fields.Problem($"\"pause\" needs \"{key}\", as in {{\"beforeLast\": 20, \"seconds\": 1}}");
        return from octets in fields.Count("beforeLast")
               from time in fields.Seconds("seconds")
               select new HeadPause(octets, time);
    }

    private static RejectionExpectation Rejection(CaseReading reading, SpecValue value)
    {
        var fields = reading.Open(value, "\"rejection\"", "ifOpened", "ifSilent", "mayIgnore", "field");
        return new RejectionExpectation(
            Verdict("ifOpened"),
            fields.Flag("mayIgnore").IfNone(noneValue: false),
            fields.Text("field")
        )
        {
            IfSilent = Verdict("ifSilent"),
        };

        Verdict Verdict(string key) =>
            reading
                .Verdict(
                    fields,
                    key,
                    Conformance.Verdict.Ok,
                    Conformance.Verdict.NonStrict,
                    Conformance.Verdict.Informational,
                    Conformance.Verdict.Failed
                )
                .IfNone(Conformance.Verdict.Failed);
    }

    private static JsonObject Write(RejectionExpectation rejection)
    {
        var form = new JsonObject();
        if (rejection.IfOpened != Verdict.Failed) form["ifOpened"] = VerdictText.Of(rejection.IfOpened);
        if (rejection.IfSilent != Verdict.Failed) form["ifSilent"] = VerdictText.Of(rejection.IfSilent);
        if (rejection.MayIgnore) form["mayIgnore"] = true;
        rejection.Field.IfSome(field => form["field"] = field);
        return form;
    }

    private static Option<AllowedRejection> IfRejected(CaseReading reading, SpecValue value)
    {
        const string Name = "\"ifRejected\"";
        var fields = reading.Open(value, Name, "verdict", "why");
        if (!fields.Has("verdict")) fields.Problem("\"ifRejected\" has no \"verdict\", such as \"INFORMATIONAL\"");
        var why = reading.Required(fields, "why", Name, "A server may require a subprotocol.");
        return reading
            .Verdict(fields, "verdict", Verdict.Ok, Verdict.NonStrict, Verdict.Informational)
            .Map(verdict => new AllowedRejection(verdict, why));
    }
}
