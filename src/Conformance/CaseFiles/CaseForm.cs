using System.Text.Json.Nodes;

namespace Pure.WebSockets.Conformance;

/// <summary>Reads and writes cases in case files.</summary>
internal static class CaseForm
{
    private const string What = "a case";
    private const int LongestId = 128;
    private const int MaxOpcode = 15;

    // The keys that are not allowed if the expectation is "owed". These keys would have no effect, because this expectation covers all
    // behaviour of the peer, including the closing handshake.
    private static readonly string[] Unowed = ["close", "closesWhenSatisfied", "alternatives", "wrongCodeFails"];

    /// <summary>The keys that a case can have.</summary>
    public static string[] Keys { get; } =
    [
        "id",
        "description",
        "expected",
        "rule",
        "decidedBy",
        "tests",
        "judging",
        "handshake",
        "compression",
        "needsTakeover",
        "send",
        "expect",
        "close",
        "closesWhenSatisfied",
        "alternatives",
        "onlyInforms",
        "wrongCodeFails",
        "ownFrames",
        "heavy",
    ];

    /// <summary>Parses a case. The result must not be used if problems were recorded.</summary>
    /// <param name="reading">The object that collects the problems in the case file.</param>
    /// <param name="value">The JSON object of the case.</param>
    /// <param name="others">Additional keys that are allowed if the object is the whole file.</param>
    public static Case Read(CaseReading reading, SpecValue value, params string[] others)
    {
        var fields = reading.Open(value, What, [.. Keys, .. others]);
        var id = reading.Required(fields, "id", What, "P.1.1");
        if (id.Length > 0 && !IsId(id))
            fields.Problem("id", $"\"{id}\" is not an id: letters, digits and hyphens, in parts separated by dots, such as P.1.1");
        var tester = reading.Choice(fields, "tests", ("servers", Role.Client), ("clients", Role.Server));
        var expectation = fields.Find("expect").Bind(expect => ExpectationForm.Read(reading, expect)).IfNone(Expectation.Nothing);
        var compression = fields.Find("compression").Bind(given => CompressionForm.Read(reading, given));
        if (expectation is Expectation.CompressedExchange && compression.IsNone)
            fields.Problem("expect", "\"compressedExchange\" needs \"compression\", such as true");
        var isOwed = expectation is Expectation.Owed;
        var script = StepForm.Read(reading, fields, needsLimit: !isOwed);
        foreach (var key in Unowed.Where(key => isOwed && fields.Has(key)))
            fields.Problem(key, $"\"{key}\" has no effect with \"expect\": \"owed\"");
        if (!isOwed && script.Exists(step => step is TesterAction.Settle))
            fields.Problem("send", "\"settle\" needs \"expect\": \"owed\"");
        return new Case
        {
            Id = new CaseId(id),
            Description = reading.Required(fields, "description", What, "Send a text message."),
            Expected = reading.Required(fields, "expected", What, "The same message comes back."),
            Rule = reading.Required(fields, "rule", What, "RFC 6455 §5.6"),
            DecidedBy = fields.Text("decidedBy"),
            Tester = tester,
            IsAutobahn = reading.Choice(fields, "judging", ("strict", false), ("autobahn", true)).IfNone(noneValue: false),
            Opening = fields.Find("handshake").Map(given => HandshakeForm.Read(reading, given, tester)).IfNone(OpeningScript.Usual),
            Compression = compression,
            NeedsTakeover = fields.Flag("needsTakeover").IfNone(noneValue: false),
            Script = script,
            Expectation = expectation,
            Close = fields.Find("close").Bind(close => CloseForm.ReadOfCase(reading, close)).IfNone(CloseExpectation.Normal),
            ClosesWhenSatisfied = fields.Flag("closesWhenSatisfied").IfNone(noneValue: true),
            Alternatives = fields
                .Find("alternatives")
                .Map(list => reading.Items(list, "\"alternatives\"", item => AlternativeForm.Read(reading, item)))
                .IfNone(Seq<Alternative>.Empty),
            OnlyInforms = fields.Flag("onlyInforms").IfNone(noneValue: false),
            WrongCodeFails = fields.Flag("wrongCodeFails").IfNone(noneValue: false),
            OwnFrames = fields.Find("ownFrames").Map(list => reading.Items(list, "\"ownFrames\"", item => OwnFrames(reading, item))),
            IsHeavy = fields.Flag("heavy").IfNone(noneValue: false),
        };
    }

    /// <summary>Returns a case as JSON.</summary>
    public static JsonObject Write(Case found)
    {
        var form = new JsonObject
        {
            ["id"] = found.Id.Text,
            ["description"] = found.Description,
            ["expected"] = found.Expected,
            ["rule"] = found.Rule,
        };
        found.DecidedBy.IfSome(sentence => form["decidedBy"] = sentence);
        found.Tester.IfSome(role => form["tests"] = role == Role.Client ? "servers" : "clients");
        if (found.IsAutobahn) form["judging"] = "autobahn";
        if (HandshakeForm.Write(found.Opening) is { Count: > 0 } handshake) form["handshake"] = handshake;
        found.Compression.IfSome(compression => form["compression"] = CompressionForm.Write(compression));
        if (found.NeedsTakeover) form["needsTakeover"] = true;
        StepForm.Write(found.Script, needsLimit: found.Expectation is not Expectation.Owed).IfSome(script => form["send"] = script);
        if (found.Expectation != Expectation.Nothing) form["expect"] = ExpectationForm.Write(found.Expectation);
        if (found.Close != CloseExpectation.Normal) form["close"] = CloseForm.Write(found.Close);
        if (!found.ClosesWhenSatisfied) form["closesWhenSatisfied"] = false;
        if (!found.Alternatives.IsEmpty) form["alternatives"] = new JsonArray([.. found.Alternatives.Map(AlternativeForm.Write)]);
        if (found.OnlyInforms) form["onlyInforms"] = true;
        if (found.WrongCodeFails) form["wrongCodeFails"] = true;
        found.OwnFrames.IfSome(counts =>
            form["ownFrames"] = new JsonArray([
                .. counts.Map(own => (JsonNode)new JsonObject { ["opcode"] = own.Opcode, ["count"] = own.Count }),
            ])
        );
        if (found.IsHeavy) form["heavy"] = true;
        return form;
    }

    private static Option<(int Opcode, int Count)> OwnFrames(CaseReading reading, SpecValue value)
    {
        var fields = reading.Open(value, "an item of \"ownFrames\"", "opcode", "count");
        if (!fields.Has("opcode") || !fields.Has("count")) fields.Problem("an item of \"ownFrames\" needs \"opcode\" and \"count\"");
        return from opcode in fields.Between("opcode", 0, MaxOpcode)
               from count in fields.Count("count")
               select (opcode, count);
    }

    // Ids are used in file names and URLs, so ids must consist only of ASCII letters, digits, hyphens and dots.
    private static bool IsId(string id) =>
        id.Length <= LongestId
        && id.Split('.').All(part => part.Length > 0 && part.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'));
}
