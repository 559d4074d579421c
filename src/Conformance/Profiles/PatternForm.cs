using System.Text.Json.Nodes;

namespace Pure.WebSockets.Conformance;

/// <summary>Parses the messages in a profile file. A message is a JSON value, a text, or a list of binary parts.</summary>
internal static class PatternForm
{
    private const string What = "a message";
    private static readonly string[] Kinds = ["json", "text", "bytes"];
    private static readonly string[] PartKinds = ["text", "content", "any", "length"];

    /// <summary>Parses a message.</summary>
    /// <param name="reading">The object that collects the problems in the profile file.</param>
    /// <param name="value">The message in the profile file.</param>
    /// <param name="isSent">
    /// Whether the tester sends the message. A message that the tester sends must not contain {any}, because its text must be fully known.
    /// </param>
    public static Option<MessagePattern> Read(CaseReading reading, SpecValue value, bool isSent) =>
        reading
            .Kind(value, What, Kinds, "frame", "ending")
            .Bind(kind =>
            {
                var fields = kind == "json"
                    ? reading.Open(value, $"{What} with \"{kind}\"", kind, "frame", "ending")
                    : reading.Open(value, $"{What} with \"{kind}\"", kind, "frame");
                var frame = reading
                    .Choice(fields, "frame", ("text", MessageKind.Text), ("binary", MessageKind.Binary))
                    .IfNone(kind == "bytes" ? MessageKind.Binary : MessageKind.Text);
                if (kind == "bytes" && frame == MessageKind.Text)
                    fields.Problem("frame", "\"bytes\" cannot be sent as text. Use \"text\" for a message that is text");
                return fields.Find(kind).Bind(content => Pattern(reading, fields, kind, content, frame, isSent));
            });

    private static Option<MessagePattern> Pattern(
        CaseReading reading,
        SpecFields fields,
        string kind,
        SpecValue content,
        MessageKind frame,
        bool isSent
    )
    {
        switch (kind)
        {
            case "json":
                var node = Node(content);
                Check(reading, content, isSent);
                return new JsonPattern(frame, node, fields.Text("ending").IfNone(""));
            case "text":
                if (content is not SpecValue.Text text)
                    return reading.Refuse<MessagePattern>(content, $"\"text\" must be a text, not {content}");
                Check(reading, content, isSent);
                return new TextPattern(frame, PlaceholderText.Of(text.Value));
            default:
                return new BinaryPattern(frame, Parts(reading, content, "\"bytes\"", isSent));
        }
    }

    /// <summary>Checks the placeholders in all strings of a JSON value, and the size of all its numbers.</summary>
    private static void Check(CaseReading reading, SpecValue value, bool isSent)
    {
        switch (value)
        {
            case SpecValue.Text { Value: var text } when isSent && text.Contains("{any}", StringComparison.Ordinal):
                reading.Problem(value, "{any} matches text from the peer, so a message that the tester sends cannot contain it");
                break;
            case SpecValue.Text { Value: var text }:
                foreach (var name in PlaceholderText.UnknownIn(text))
                {
                    NearestName
                        .To(name, PlaceholderText.Names)
                        .IfSome(near => reading.Problem(value, $"{{{name}}} is not a placeholder; did you mean {{{near}}}?"));
                }

                break;
            case SpecValue.Number { Value: var number } when !double.IsFinite(number):
                reading.Problem(value, "the number is too large");
                break;
            case SpecValue.Array { Items: var items }:
                foreach (var item in items) Check(reading, item, isSent);
                break;
            case SpecValue.Object { Members: var members }:
                foreach (var member in members) Check(reading, member.Value, isSent);
                break;
        }
    }

    private static JsonNode? Node(SpecValue value) => value switch
    {
        SpecValue.Text text => JsonValue.Create(text.Value),
        SpecValue.Number number => double.IsInteger(number.Value) && Math.Abs(number.Value) < 1e15
            ? JsonValue.Create((long)number.Value)
            : JsonValue.Create(number.Value),
        SpecValue.Flag flag => JsonValue.Create(flag.Value),
        SpecValue.Array { Items: var items } => new JsonArray([.. items.Select(Node)]),
        SpecValue.Object { Members: var members } => new JsonObject(
            members.DistinctBy(member => member.Key).Select(member => KeyValuePair.Create(member.Key, Node(member.Value)))
        ),
        _ => null,
    };

    private static Seq<BinaryPart> Parts(CaseReading reading, SpecValue list, string what, bool isSent) =>
        list is SpecValue.Text
            ? Part(reading, list, isSent).ToSeq()
            : reading.Items(list, what, item => Part(reading, item, isSent));

    private static Option<BinaryPart> Part(CaseReading reading, SpecValue value, bool isSent)
    {
        if (value is SpecValue.Text { Value: var digits })
        {
            var hex = digits.Replace(" ", "", StringComparison.Ordinal);
            return hex.Length % 2 == 0 && hex.All(char.IsAsciiHexDigit)
                ? new BinaryPart.Fixed(Convert.FromHexString(hex))
                : reading.Refuse<BinaryPart>(value, $"\"{digits}\" is not hexadecimal. Use {{\"text\": …}} for a text");
        }

        return reading
            .Kind(value, "a part of \"bytes\"", PartKinds, "of")
            .Bind(kind =>
            {
                var fields = kind == "length"
                    ? reading.Open(value, "a part with \"length\"", kind, "of")
                    : reading.Open(value, $"a part with \"{kind}\"", kind);
                return Part(reading, fields, kind, value, isSent);
            });
    }

    private static Option<BinaryPart> Part(CaseReading reading, SpecFields fields, string kind, SpecValue value, bool isSent)
    {
        switch (kind)
        {
            case "text":
                fields.Find(kind).IfSome(text => Check(reading, text, isSent: false));
                if (fields.Text(kind).Exists(text => text.Contains("{any}", StringComparison.Ordinal)))
                    fields.Problem(kind, "{any} is only for messages that are text. Use {\"any\": 2} to match two bytes");
                if (fields.Text(kind).Exists(text => PlaceholderText.Of(text).HasContent))
                    fields.Problem(kind, "the content must be a separate part: {\"content\": true}");
                return fields.Text(kind).Map(BinaryPart (text) => new BinaryPart.Words(PlaceholderText.Of(text)));
            case "content":
                if (fields.Flag(kind).Exists(isContent => !isContent)) fields.Problem(kind, "\"content\" must be true");
                return new BinaryPart.Content();
            case "any":
                if (isSent)
                    fields.Problem(kind, "\"any\" matches bytes from the peer, so a message that the tester sends cannot contain it");
                return fields.Count(kind).Map(BinaryPart (count) => new BinaryPart.Any(count));
            default:
                if (!fields.Has("of")) reading.Problem(value, "a part with \"length\" needs \"of\": the parts whose length it contains");
                var measured = fields.Find("of").Map(of => Parts(reading, of, "\"of\"", isSent));
                return reading
                    .Choice(
                        fields,
                        kind,
                        ("u8", LengthEncoding.U8),
                        ("u16", LengthEncoding.U16),
                        ("u32", LengthEncoding.U32),
                        ("variable", LengthEncoding.Variable)
                    )
                    .Bind(form =>
                        measured.Map(BinaryPart (parts) =>
                        {
                            if (BinaryPattern.LeastSize(parts) is var least && least > BinaryPattern.Greatest(form))
                                fields.Problem(
                                    kind,
                                    FormattableString.Invariant($"the parts have at least {least} bytes, but this length is at most ")
                                        + FormattableString.Invariant($"{BinaryPattern.Greatest(form)}. Use a longer form")
                                );
                            return new BinaryPart.Measured(form, parts);
                        })
                    );
        }
    }
}
