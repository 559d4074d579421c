using System.Text.Json.Nodes;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Reads and writes expected closing handshakes in case files. The JSON value is either the name of a common closing handshake or an object
/// with the details.
/// </summary>
internal static class CloseForm
{
    private const int MaxCode = 65535;

    private static readonly (string Name, CloseExpectation Close)[] Names =
    [
        ("normal", CloseExpectation.Normal),
        ("byPeer", CloseExpectation.ByPeer),
        ("any", CloseExpectation.Any),
        ("unanswered", CloseExpectation.Unanswered),
    ];

    private static readonly string[] Kinds = ["peerFails", "by"];
    private static readonly string[] Others = ["codes", "anyCode", "mustBeClean", "wrongSideFails"];

    /// <summary>Reads the closing handshake that an alternative allows.</summary>
    public static Option<CloseExpectation> Read(CaseReading reading, SpecValue value) => value switch
    {
        SpecValue.Text => reading.Choice(value, "close", Names),
        SpecValue.Object => reading.Kind(value, "\"close\"", Kinds, Others).Bind(kind => Read(reading, value, kind)),
        _ => reading.Refuse<CloseExpectation>(
            value,
            $"\"close\" must be one of {string.Join(", ", Names.Select(one => one.Name))}, or an object such as "
                + $"{{\"peerFails\": [1002]}}, not {value}"
        ),
    };

    /// <summary>
    /// Reads the closing handshake that a case expects. If the tester closes the connection, the list of close codes must not be empty,
    /// because the tester sends the first of these codes.
    /// </summary>
    public static Option<CloseExpectation> ReadOfCase(CaseReading reading, SpecValue value)
    {
        if (value is SpecValue.Text { Value: "any" or "unanswered" } name)
        {
            return reading.Refuse<CloseExpectation>(
                value,
                $"\"{name.Value}\" is allowed only in an alternative, because a case must state how the connection closes"
            );
        }

        var read = Read(reading, value);
        if (read.Exists(close => close.ByMe && close.Codes.IsEmpty))
            reading.Problem(value, "if the tester closes the connection, \"codes\" must begin with the code that it sends");
        return read;
    }

    /// <summary>Returns a closing handshake as JSON.</summary>
    public static JsonNode Write(CloseExpectation close)
    {
        if (Names.FirstOrDefault(known => known.Close == close).Name is { } name) return name;
        if (close.AcceptsAnyClose || close.IsUnanswered || !close.RequiredCodes.IsEmpty)
            throw new InvalidOperationException($"a case file cannot represent {close}");
        var codes = new JsonArray([.. close.Codes.Map(code => (JsonNode)code)]);
        if (close == CloseExpectation.Failed([.. close.Codes])) return new JsonObject { ["peerFails"] = codes };
        var form = new JsonObject { ["by"] = close.ByMe ? "tester" : "peer", ["codes"] = codes };
        if (close.AcceptsAnyCode) form["anyCode"] = true;
        if (close.MustBeClean != close.ByMe) form["mustBeClean"] = close.MustBeClean;
        if (close.WrongSideIsFatal) form["wrongSideFails"] = true;
        return form;
    }

    private static Option<CloseExpectation> Read(CaseReading reading, SpecValue value, string kind)
    {
        if (kind == "peerFails")
            return reading.Open(value, "\"close\"", kind).Find(kind).Map(list => CloseExpectation.Failed([.. Codes(reading, list, kind)]));
        var fields = reading.Open(value, "\"close\"", [kind, .. Others]);
        return reading
            .Choice(fields, kind, ("tester", true), ("peer", false))
            .Map(byMe =>
                new CloseExpectation(
                    byMe,
                    fields.Find("codes").Map(list => Codes(reading, list, "codes")).IfNone(Seq<int>.Empty),
                    fields.Flag("mustBeClean").IfNone(byMe),
                    fields.Flag("wrongSideFails").IfNone(noneValue: false)
                )
                {
                    AcceptsAnyCode = fields.Flag("anyCode").IfNone(noneValue: false),
                }
            );
    }

    private static Seq<int> Codes(CaseReading reading, SpecValue list, string key) =>
        reading.Items(list, $"\"{key}\"", item =>
            item is SpecValue.Number { Value: >= 0 and <= MaxCode } number && double.IsInteger(number.Value)
                ? (int)number.Value
                : reading.Refuse<int>(item, $"\"{key}\" must be a list of close codes, such as 1002, not of {item}"));
}
