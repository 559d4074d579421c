namespace Pure.WebSockets.Conformance;

/// <summary>Parses the key "handshake" in a profile file.</summary>
internal static class ProfileHandshakeForm
{
    private const string What = "\"handshake\"";

    /// <summary>Parses the requirements for the opening handshake.</summary>
    public static ProfileHandshake Read(CaseReading reading, SpecValue value)
    {
        var fields = reading.Open(value, What, "subprotocols", "headers", "origin");
        var subprotocols = fields.Texts("subprotocols").IfNone(Seq<SpecValue.Text>.Empty);
        foreach (var name in subprotocols.Filter(name => !FieldText.IsToken(name.Value)))
            reading.Problem(name, $"\"{name.Value}\" is not the name of a subprotocol, which is a token (RFC 9110 §5.6.2)");
        foreach (var twice in subprotocols.GroupBy(name => name.Value).SelectMany(group => group.Skip(1)))
            reading.Problem(twice, $"\"{twice.Value}\" is offered twice, which a request must not do (RFC 6455 §4.1)");
        fields.Text("origin").Filter(origin => !FieldText.IsValue(origin)).IfSome(origin =>
            fields.Problem("origin", "\"origin\" has a character that is not allowed in a header field (RFC 9110 §5.5)"));
        return new ProfileHandshake(
            subprotocols.Map(name => name.Value).Strict(),
            fields.Find("headers").Map(headers => Headers(reading, headers)).IfNone(Seq<Header>.Empty),
            fields.Text("origin")
        );
    }

    private static Seq<Header> Headers(CaseReading reading, SpecValue value)
    {
        if (value is not SpecValue.Object { Members: var members })
        {
            reading.Problem(value, $"\"headers\" must be an object such as {{\"Authorization\": \"Bearer x\"}}, not {value}");
            return Seq<Header>.Empty;
        }

        foreach (
            var twice in members
                .GroupBy(member => member.Key, StringComparer.OrdinalIgnoreCase)
                .SelectMany(group => group.Skip(1))
        )
            reading.Problem(twice.Value, $"\"headers\" has the field \"{twice.Key}\" twice; one value can contain several, with commas");
        return Seq.create<Header>([.. members.SelectMany(member => HeaderOf(reading, member.Key, member.Value).ToSeq())]);
    }

    private static Option<Header> HeaderOf(CaseReading reading, string name, SpecValue value) =>
        RequestFields.Refusal(name, RequestFields.Replacements.Profile).Case is string refusal ? reading.Refuse<Header>(value, refusal)
        : !FieldText.IsToken(name)
            ? reading.Refuse<Header>(value, $"\"{name}\" is not the name of a header field (RFC 9110 §5.1)")
        : value is not SpecValue.Text { Value: var text } ? reading.Refuse<Header>(value, $"\"{name}\" must be a text, not {value}")
        : !FieldText.IsValue(text)
            ? reading.Refuse<Header>(value, $"\"{name}\" has a character that is not allowed in a header field (RFC 9110 §5.5)")
        : new Header(name, text);
}
