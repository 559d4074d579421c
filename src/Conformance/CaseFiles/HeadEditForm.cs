using System.Text;
using System.Text.Json.Nodes;

namespace Pure.WebSockets.Conformance;

/// <summary>Reads and writes the items of "edits" in case files. Each item is a change to the head of an opening handshake.</summary>
internal static class HeadEditForm
{
    private const string What = "a change to the head";

    // The maximum length of the text of one change, in bytes. Peers limit heads to much less, so that a longer text tests nothing more.
    private const int LongestText = 1024 * 1024;

    private static readonly string[] Kinds =
    [
        "startLine",
        "replace",
        "remove",
        "append",
        "fieldNames",
        "absoluteTarget",
        "lowerCaseValue",
        "before",
        "lineEnd",
        "cutAfter",
    ];

    // The header fields that the opening handshake requires. An unchanged head always contains these fields.
    private static readonly string[] OfRequest = ["Host", "Upgrade", "Connection", "Sec-WebSocket-Key", "Sec-WebSocket-Version"];
    private static readonly string[] OfResponse = ["Upgrade", "Connection", "Sec-WebSocket-Accept"];

    /// <summary>
    /// Parses the changes to a head. Records a problem if a change does not fit the tester's role, or if the change needs a header field
    /// that the head might not contain.
    /// </summary>
    /// <param name="reading">The object that collects the problems in the case file.</param>
    /// <param name="list">The list of changes.</param>
    /// <param name="tester">The role of the tester, which sends the head, or None if the case runs in both roles.</param>
    public static Seq<HeadEdit> Read(CaseReading reading, SpecValue list, Option<Role> tester)
    {
        var fields = new System.Collections.Generic.HashSet<string>(StringComparer.OrdinalIgnoreCase);
        fields.UnionWith(tester == Role.Server ? OfResponse : OfRequest);
        if (tester.IsNone) fields.IntersectWith(OfResponse);
        return reading.Items(list, "\"edits\"", item => reading.Kind(item, What, Kinds, "with").Bind(kind => Read(reading, item, kind)
            .Map(edit =>
            {
                Check(edit, item);
                return edit;
            })));

        void Check(HeadEdit edit, SpecValue place)
        {
            switch (edit)
            {
                case HeadEdit.AbsoluteTarget when tester != Role.Client:
                    reading.Problem(place, "\"absoluteTarget\" changes a request, so it needs \"tests\": \"servers\"");
                    break;
                case HeadEdit.AbsoluteTarget when !fields.Contains("Host"):
                    reading.Problem(place, "\"absoluteTarget\" needs the field Host, which an earlier change removes");
                    break;
                case HeadEdit.Before when tester != Role.Server:
                    reading.Problem(place, "\"before\" is another response, so it needs \"tests\": \"clients\"");
                    break;
                case HeadEdit.ValueInSmallLetters small when !fields.Contains(small.Name):
                    reading.Problem(
                        place,
                        $"the head has no field \"{small.Name}\"; {NearestName.Suggestion(small.Name, fields)}"
                    );
                    break;
                case HeadEdit.Remove removed:
                    fields.Remove(removed.Name);
                    break;
                case HeadEdit.Replace replaced:
                    fields.Remove(replaced.Name);
                    fields.UnionWith(NameOf(replaced.Line));
                    break;
                case HeadEdit.Append appended:
                    fields.UnionWith(NameOf(appended.Line));
                    break;
            }
        }

        // A line without a colon is not a header field. A case can contain a line without a colon, because the peer must reject such a
        // line.
        static IEnumerable<string> NameOf(string line) => line.Split(':', 2) is [var name, _] ? [name] : [];
    }

    public static JsonNode Write(HeadEdit edit) => edit switch
    {
        HeadEdit.StartLine line => new JsonObject { ["startLine"] = Text(line.Text) },
        HeadEdit.Replace replaced => new JsonObject { ["replace"] = replaced.Name, ["with"] = Text(replaced.Line) },
        HeadEdit.Remove removed => new JsonObject { ["remove"] = removed.Name },
        HeadEdit.Append appended => new JsonObject { ["append"] = Text(appended.Line) },
        HeadEdit.NamesInCase names => new JsonObject { ["fieldNames"] = names.IsUpper ? "upper" : "lower" },
        HeadEdit.AbsoluteTarget => new JsonObject { ["absoluteTarget"] = true },
        HeadEdit.ValueInSmallLetters small => new JsonObject { ["lowerCaseValue"] = small.Name },
        HeadEdit.Before before => new JsonObject { ["before"] = Text(before.Text) },
        HeadEdit.LineEnd end => new JsonObject { ["lineEnd"] = Text(end.Text) },
        HeadEdit.CutAfter cut => new JsonObject { ["cutAfter"] = cut.Octets },
        _ => throw new InvalidOperationException($"a case file cannot represent {edit}"),
    };

    private static Option<HeadEdit> Read(CaseReading reading, SpecValue item, string kind)
    {
        string[] known = kind == "replace" ? [kind, "with"] : [kind];
        var fields = reading.Open(item, $"{What} with \"{kind}\"", known);
        switch (kind)
        {
            case "startLine":
                return Text(kind).Map(HeadEdit (text) => new HeadEdit.StartLine(text));
            case "replace":
                if (!fields.Has("with")) fields.Problem("\"replace\" needs \"with\": the whole line, such as \"Upgrade: WEBSOCKET\"");
                return from name in Name()
                       from line in Text("with")
                       select (HeadEdit)new HeadEdit.Replace(name, line);
            case "remove":
                return Name().Map(HeadEdit (name) => new HeadEdit.Remove(name));
            case "append":
                return Text(kind).Map(HeadEdit (line) => new HeadEdit.Append(line));
            case "fieldNames":
                return reading.Choice(fields, kind, ("upper", true), ("lower", false)).Map(HeadEdit (up) => new HeadEdit.NamesInCase(up));
            case "absoluteTarget":
                if (fields.Flag(kind).Exists(isAbsolute => !isAbsolute)) fields.Problem(kind, "\"absoluteTarget\" must be true");
                return new HeadEdit.AbsoluteTarget();
            case "lowerCaseValue":
                return Name().Map(HeadEdit (name) => new HeadEdit.ValueInSmallLetters(name));
            case "before":
                return Text(kind).Map(HeadEdit (text) => new HeadEdit.Before(text));
            case "lineEnd":
                return Text(kind).Map(HeadEdit (text) => new HeadEdit.LineEnd(text));
            default:
                return fields.Count(kind).Map(HeadEdit (octets) => new HeadEdit.CutAfter(octets));
        }

        Option<string> Name()
        {
            if (fields.Text(kind).Exists(name => name.Length == 0 || name.Contains(':', StringComparison.Ordinal)))
                fields.Problem(kind, $"\"{kind}\" must be the name of a header field, without a colon");
            return fields.Text(kind);
        }

        Option<string> Text(string key) =>
            fields
                .Find(key)
                .Bind(value =>
                    PayloadForm
                        .Read(reading, value, PlainForm.Latin1)
                        .Bind(payload =>
                            payload.Length <= LongestText
                                ? payload
                                : reading.Refuse<Payload>(value, $"\"{key}\" has at most {LongestText} bytes, not {payload.Length}")
                        )
                        .Filter(payload => reading.MayWrite(value, payload.Length))
                )
                .Map(payload => Encoding.Latin1.GetString(payload.ToOctets().Memory.Span));
    }

    private static JsonNode Text(string text) => PayloadForm.Write(Encoding.Latin1.GetBytes(text), PlainForm.Latin1);
}
