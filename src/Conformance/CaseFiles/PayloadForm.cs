using System.Text;
using System.Text.Json.Nodes;

namespace Pure.WebSockets.Conformance;

/// <summary>The ways in which the text of a payload is converted to bytes.</summary>
internal enum PlainForm
{
    /// <summary>The text is encoded in UTF-8.</summary>
    Text,

    /// <summary>
    /// Each character is one byte, so characters above U+00FF are not allowed. The heads of the opening handshake are converted in this
    /// way.
    /// </summary>
    Latin1,

    /// <summary>The text consists of hexadecimal digits and optional white space.</summary>
    Hex,
}

/// <summary>
/// Reads and writes payloads in case files. A payload is text, a list of parts, or an object that describes how the bytes are generated.
/// Text is read as hexadecimal digits only if it is the direct value of "binary" or "hex".
/// </summary>
internal static class PayloadForm
{
    /// <summary>The maximum length of a payload, in bytes.</summary>
    public const int Longest = 256 * 1024 * 1024;

    // The maximum length, in bytes, of a payload whose bytes are always listed. A longer payload with a regular structure is written as a
    // description of this structure.
    private const int Short = 64;

    private static readonly string[] Kinds = ["text", "hex", "repeat", "scattered", "body"];
    private static readonly string[] Others = ["length", "times", "from"];

    /// <summary>The bodies of data from which payloads can be taken, with their names in case files.</summary>
    public static (string Name, PayloadSource Body)[] Bodies { get; } =
    [
        ("json", PayloadSource.Json),
        ("picture", PayloadSource.Picture),
        ("prose", PayloadSource.Prose),
        ("html", PayloadSource.Html),
        ("document", PayloadSource.Document),
    ];

    /// <summary>Reads a payload.</summary>
    public static Option<Payload> Read(CaseReading reading, SpecValue value, PlainForm plain) => value switch
    {
        SpecValue.Text text => Plain(reading, text, text.Value, plain),
        SpecValue.Array list => Joined(reading, list, Nested(plain)),
        SpecValue.Object => reading.Kind(value, "a payload", Kinds, Others).Bind(kind => Generated(reading, value, kind, Nested(plain))),
        _ => reading.Refuse<Payload>(
            value,
            $"a payload must be a text, a list of parts, or an object such as {{\"hex\": \"00ff\"}}, not {value}"
        ),
    };

    /// <summary>
    /// Reads a payload whose bytes are all needed at once. Returns None if the payloads of the file are too large in total.
    /// </summary>
    public static Option<byte[]> ReadOctets(CaseReading reading, SpecValue value, PlainForm plain) =>
        Read(reading, value, plain).Filter(payload => reading.MayWrite(value, payload.Length)).Map(payload => payload.ToOctets().ToArray());

    /// <summary>Returns a payload as JSON. A payload that repeats a pattern is written as the pattern and the length.</summary>
    public static JsonNode Write(Payload payload, PlainForm plain) =>
        payload.Length > payload.Pattern.Length
            ? Repeat(payload.Pattern.Memory.Span, payload.Length, plain)
            : Write(payload.ToOctets().Memory.Span, plain);

    /// <summary>
    /// Returns bytes as JSON. If a sequence of more than 64 bytes has a regular structure, the JSON describes this structure instead of
    /// listing the bytes.
    /// </summary>
    public static JsonNode Write(ReadOnlySpan<byte> octets, PlainForm plain)
    {
        if (octets.Length <= Short) return Plain(octets, plain);
        var period = PayloadShape.PeriodOf(octets);
        if (period <= octets.Length / 2) return Repeat(octets[..period], octets.Length, plain);
        var pieces = PayloadShape.Divide(octets);
        if (pieces is [{ Kind: PieceKind.Other }]) return Plain(octets, plain);
        var parts = new JsonArray();
        foreach (var piece in pieces)
        {
            var part = octets.Slice(piece.Start, piece.Length);
            parts.Add(piece.Kind switch
            {
                PieceKind.Run => Repeat(part[..1], piece.Length, plain),
                PieceKind.Scattered => new JsonObject { ["scattered"] = piece.Length },
                _ => Plain(part, Nested(plain)),
            });
        }

        return parts;
    }

    private static PlainForm Nested(PlainForm plain) => plain == PlainForm.Hex ? PlainForm.Text : plain;

    private static JsonObject Repeat(ReadOnlySpan<byte> pattern, int length, PlainForm plain) =>
        new() { ["repeat"] = Write(pattern, Nested(plain)), ["length"] = length };

    private static JsonNode Plain(ReadOnlySpan<byte> octets, PlainForm plain) => plain switch
    {
        PlainForm.Hex => JsonValue.Create(Convert.ToHexStringLower(octets)),
        PlainForm.Latin1 => JsonValue.Create(Encoding.Latin1.GetString(octets)),
        _ => IsReadable(octets)
            ? JsonValue.Create(Encoding.UTF8.GetString(octets))
            : new JsonObject { ["hex"] = Convert.ToHexStringLower(octets) },
    };

    private static bool IsReadable(ReadOnlySpan<byte> octets) =>
        System.Text.Unicode.Utf8.IsValid(octets) && !octets.ContainsAnyInRange((byte)0, (byte)8);

    private static Option<Payload> Generated(CaseReading reading, SpecValue value, string kind, PlainForm plain)
    {
        var fields = reading.Open(value, $"a payload with \"{kind}\"", [kind, .. OthersOf(kind)]);
        return kind switch
        {
            "text" => fields.Find(kind).Bind(text => Plain(reading, text, plain)),
            "hex" => fields.Find(kind).Bind(text => Plain(reading, text, PlainForm.Hex)),
            "repeat" => Repeated(reading, value, fields, plain),
            "scattered" => fields
                .Between(kind, 0, Longest)
                .Filter(length => reading.MayWrite(value, length))
                .Map(length => Payload.Of(ScatteredText.Write(length))),
            _ => OfBody(reading, fields),
        };
    }

    private static string[] OthersOf(string kind) => kind switch
    {
        "repeat" => ["length", "times"],
        "body" => ["from", "length"],
        _ => [],
    };

    private static Option<Payload> Plain(CaseReading reading, SpecValue value, PlainForm plain) =>
        value is SpecValue.Text text
            ? Plain(reading, text, text.Value, plain)
            : reading.Refuse<Payload>(value, $"\"{(plain == PlainForm.Hex ? "hex" : "text")}\" must be a text, not {value}");

    private static Option<Payload> Plain(CaseReading reading, SpecValue place, string text, PlainForm plain)
    {
        switch (plain)
        {
            case PlainForm.Text:
                return Payload.Of(text);
            case PlainForm.Latin1:
                return text.All(letter => letter <= '\u00FF')
                    ? Payload.Of(Encoding.Latin1.GetBytes(text))
                    : reading.Refuse<Payload>(place, "a head consists of single bytes, so a character above U+00FF is not possible");
            default:
                var digits = string.Concat(text.Where(letter => !char.IsWhiteSpace(letter)));
                return digits.All(char.IsAsciiHexDigit) && digits.Length % 2 == 0
                    ? Payload.OfHex(digits)
                    : reading.Refuse<Payload>(
                        place,
                        $"{place} is not hexadecimal: each byte has two digits, as in \"48 65 6c\"; a text is {{\"text\": \"…\"}}"
                    );
        }
    }

    private static Option<Payload> Joined(CaseReading reading, SpecValue.Array list, PlainForm plain)
    {
        var parts = reading.Items(list, "a payload", part => Read(reading, part, plain));
        var total = parts.Fold(0L, (sum, part) => sum + part.Length);
        if (total > Longest) return reading.Refuse<Payload>(list, $"a payload has at most {Longest} bytes");
        if (!reading.MayWrite(list, total)) return Option<Payload>.None;
        var joined = new byte[total];
        var at = 0;
        foreach (var part in parts)
        {
            part.CopyTo(joined.AsSpan(at));
            at += part.Length;
        }

        return Payload.Of(joined);
    }

    private static Option<Payload> Repeated(CaseReading reading, SpecValue value, SpecFields fields, PlainForm plain)
    {
        var (length, times) = (fields.Between("length", 0, Longest), fields.Between("times", 0, Longest));
        if (fields.Has("length") == fields.Has("times"))
        {
            fields.Problem("a payload with \"repeat\" needs \"length\", in bytes, or \"times\"");
            return Option<Payload>.None;
        }

        return fields
            .Find("repeat")
            .Bind(pattern => Read(reading, pattern, plain))
            .Bind(pattern =>
            {
                var total = length.Map(bytes => (long)bytes) || times.Map(count => (long)count * pattern.Length);
                if (total.Exists(bytes => bytes > Longest)) fields.Problem($"a payload has at most {Longest} bytes");
                else if (pattern.Length == 0 && total.Exists(bytes => bytes > 0)) fields.Problem("repeat", "\"repeat\" must not be empty");
                else if (reading.MayWrite(value, pattern.Length))
                    return total.Map(bytes => new Payload(pattern.ToOctets(), (int)bytes));
                return Option<Payload>.None;
            });
    }

    private static Option<Payload> OfBody(CaseReading reading, SpecFields fields) =>
        reading.Choice(fields, "body", Bodies).Bind(body =>
        {
            var start = fields.Between("from", 0, body.Octets.Length).IfNone(0);
            if (!fields.Has("length")) fields.Problem("a payload with \"body\" needs \"length\", in bytes");
            return fields
                .Between("length", 0, body.Octets.Length - start)
                .Map(length => Payload.Of(body.Octets.Memory.Slice(start, length).ToArray()));
        });
}
