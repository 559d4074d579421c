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
        foreach (var name in subprotocols.Filter(name => !IsToken(name.Value)))
            reading.Problem(name, $"\"{name.Value}\" is not the name of a subprotocol, which is a token (RFC 9110 §5.6.2)");
        fields.Text("origin").Filter(origin => !IsValue(origin)).IfSome(origin =>
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

        return Seq.create<Header>([.. members.SelectMany(member => HeaderOf(reading, member.Key, member.Value).ToSeq())]);
    }

    private static Option<Header> HeaderOf(CaseReading reading, string name, SpecValue value) =>
        !IsToken(name) ? reading.Refuse<Header>(value, $"\"{name}\" is not the name of a header field (RFC 9110 §5.1)")
        : name.StartsWith("Sec-WebSocket-", StringComparison.OrdinalIgnoreCase)
            ? reading.Refuse<Header>(
                value,
                $"the handshake sets {name} itself"
                    + (name.EndsWith("Protocol", StringComparison.OrdinalIgnoreCase) ? "; use \"subprotocols\"" : "")
            )
        : value is not SpecValue.Text { Value: var text } ? reading.Refuse<Header>(value, $"\"{name}\" must be a text, not {value}")
        : !IsValue(text)
            ? reading.Refuse<Header>(value, $"\"{name}\" has a character that is not allowed in a header field (RFC 9110 §5.5)")
        : new Header(name, text);

    private static bool IsValue(string text) => text.All(letter => letter is >= ' ' and <= '~' or '\t');

    private static bool IsToken(string text) =>
        text.Length > 0
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || "!#$%&'*+-.^_`|~".Contains(letter, StringComparison.Ordinal));
}
