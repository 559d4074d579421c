using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Reads and writes frames in case files. One key of a frame determines the kind of the frame. The other keys are optional. The
/// optional keys describe the payload, or differences from a usual frame of this kind.
/// </summary>
internal static class FrameForm
{
    private const int MaxOpcode = 15;
    private const int MaxCode = 65535;
    private const int Rsv1 = 4;

    // The payload is compressed while the file is read, which takes about a second for this length.
    private const int LongestCompressed = 64 * 1024 * 1024;
    private const ulong LargestExactNumber = 1UL << 53;

    private static readonly (string Kind, int Opcode)[] KnownOpcodes =
    [
        ("text", 1),
        ("binary", 2),
        ("continuation", 0),
        ("ping", 9),
        ("pong", 10),
        ("closeFrame", 8),
    ];

    private static readonly string[] Modifiers = ["fin", "rsv", "lengthBytes", "declaredLength", "wrongMasking", "maskingKey"];

    // The keys "chop" and "sync" are allowed only for a frame that is a whole step. For a frame that is part of a step, these keys would
    // have no effect.
    private static readonly string[] Writing = ["chop", "sync"];

    /// <summary>The keys that determine the kind of a frame.</summary>
    public static string[] Kinds { get; } = [.. KnownOpcodes.Select(one => one.Kind), "opcode"];

    /// <summary>The other keys that a frame can have.</summary>
    public static string[] Others { get; } = [.. Modifiers, .. Writing, "payload", "reason", "compressed"];

    /// <summary>Reads a frame that is part of a step.</summary>
    public static Option<RawFrame> ReadPart(CaseReading reading, SpecValue value, params string[] others) =>
        value is SpecValue.Object { Members: var members } && members.Exists(member => member.Key == "close")
            ? reading.Refuse<RawFrame>(value, "\"close\" is a step of its own; a close frame in a write is \"closeFrame\"")
            : reading.Kind(value, "a frame", Kinds, [.. Others, .. others]).Bind(kind => Read(reading, value, kind, others));

    /// <summary>Reads a frame that is a whole step.</summary>
    public static Option<RawFrame> ReadStep(CaseReading reading, SpecValue value, string kind) =>
        Read(reading, value, kind, [.. Writing, "times"]);

    /// <summary>
    /// Reads the payload of a close frame. The value of the key is either a close code, with an optional reason, or an arbitrary payload.
    /// </summary>
    public static Option<Payload> ReadClose(CaseReading reading, SpecFields fields, string key) => fields.Find(key).Bind(value =>
    {
        if (value is SpecValue.Number)
        {
            return fields.Between(key, 0, MaxCode).Map(code =>
                Payload.Of([
                    (byte)(code >> 8),
                    (byte)code,
                    .. fields
                        .Find("reason")
                        .Bind(reason => PayloadForm.ReadOctets(reading, reason, PlainForm.Text))
                        .IfNone([]),
                ])
            );
        }

        if (fields.Has("reason")) fields.Problem("reason", $"\"reason\" needs a number as the value of \"{key}\", such as 1000");
        return PayloadForm.Read(reading, value, PlainForm.Text);
    });

    /// <summary>Returns a frame as JSON.</summary>
    public static JsonObject Write(RawFrame frame)
    {
        var form = new JsonObject();
        if (KnownOpcodes.FirstOrDefault(one => one.Opcode == frame.Opcode).Kind is not { } kind)
        {
            form["opcode"] = frame.Opcode;
            if (frame.Payload.Length > 0) form["payload"] = PayloadForm.Write(frame.Payload, PlainForm.Text);
        }
        else if (kind == "closeFrame")
        {
            WriteClose(form, kind, frame.Payload);
        }
        else
        {
            form[kind] = PayloadForm.Write(frame.Payload, kind == "binary" ? PlainForm.Hex : PlainForm.Text);
        }

        if (!frame.Final) form["fin"] = false;
        if (frame.Reserved > 0) form["rsv"] = new JsonArray([.. BitsOf(frame.Reserved).Select(bit => (JsonNode)bit)]);
        frame.LengthOctets.IfSome(octets => form["lengthBytes"] = octets);
        frame.DeclaredLength.IfSome(length =>
            form["declaredLength"] = length <= LargestExactNumber
                ? JsonValue.Create(length)
                : JsonValue.Create(string.Create(CultureInfo.InvariantCulture, $"0x{length:x}"))
        );
        if (frame.MasksWrongly) form["wrongMasking"] = true;
        frame.Key.IfSome(key => form["maskingKey"] = $"{BinaryPrimitives.ReverseEndianness(key.Bits):x8}");
        if (frame.Chop > 0) form["chop"] = frame.Chop;
        if (frame.Sync) form["sync"] = true;
        return form;
    }

    /// <summary>Adds the payload of a close frame to a JSON object.</summary>
    public static void WriteClose(JsonObject form, string key, Payload payload)
    {
        var octets = payload.ToOctets().Memory.Span;
        if (octets.Length < 2)
        {
            form[key] = octets.IsEmpty ? "" : new JsonObject { ["hex"] = Convert.ToHexStringLower(octets) };
            return;
        }

        form[key] = (octets[0] << 8) | octets[1];
        if (octets.Length > 2) form["reason"] = PayloadForm.Write(octets[2..], PlainForm.Text);
    }

    private static IEnumerable<int> BitsOf(int reserved) => Enumerable.Range(1, 3).Where(bit => (reserved & (8 >> bit)) != 0);

    private static Option<RawFrame> Read(CaseReading reading, SpecValue value, string kind, string[] others)
    {
        var fields = reading.Open(
            value,
            $"a frame with \"{kind}\"",
            [kind, .. Modifiers, .. OwnKeys(kind), .. others]
        );
        var opcode = kind == "opcode"
            ? fields.Between(kind, 0, MaxOpcode)
            : KnownOpcodes.First(one => one.Kind == kind).Opcode;
        return from number in opcode
               from payload in PayloadOf(reading, fields, kind)
               select WithLengthForm(
                   fields,
                   Compressed(
                       reading,
                       value,
                       fields,
                       new RawFrame(
                           number,
                           payload,
                           fields.Flag("fin").IfNone(noneValue: true),
                           ReservedOf(reading, fields),
                           fields.Count("chop").IfNone(0),
                           fields.Flag("sync").IfNone(noneValue: false)
                       )
                       {
                           DeclaredLength = DeclaredLength(reading, fields),
                           MasksWrongly = fields.Flag("wrongMasking").IfNone(noneValue: false),
                           Key = MaskingKey(reading, fields),
                       }
                   )
               );
    }

    private static string[] OwnKeys(string kind) => kind switch
    {
        "opcode" => ["payload"],
        "closeFrame" => ["reason"],
        "text" or "binary" => ["compressed"],
        _ => [],
    };

    private static Option<Payload> PayloadOf(CaseReading reading, SpecFields fields, string kind) => kind switch
    {
        "opcode" => fields.Has("payload")
            ? fields.Find("payload").Bind(payload => PayloadForm.Read(reading, payload, PlainForm.Text))
            : Payload.Empty,
        "closeFrame" => ReadClose(reading, fields, kind),
        _ => fields.Find(kind).Bind(payload =>
            PayloadForm.Read(reading, payload, kind == "binary" ? PlainForm.Hex : PlainForm.Text)
        ),
    };

    private static int ReservedOf(CaseReading reading, SpecFields fields) =>
        fields
            .Find("rsv")
            .Map(list => reading.Items(list, "\"rsv\"", bit =>
                bit is SpecValue.Number { Value: 1 or 2 or 3 } number
                    ? 8 >> (int)number.Value
                    : reading.Refuse<int>(bit, $"\"rsv\" is a list of the numbers 1, 2 and 3, not of {bit}")))
            .Map(bits => bits.Fold(0, (all, bit) => all | bit))
            .IfNone(0);

    /// <summary>
    /// Sets the size of the extended payload length. Records a problem if this size is invalid, or if the payload length cannot be
    /// written in a field of this size.
    /// </summary>
    private static RawFrame WithLengthForm(SpecFields fields, RawFrame frame)
    {
        var length = frame.Payload.Length;
        var given = fields.Count("lengthBytes");
        if (given.Exists(octets => octets is not (0 or 2 or 8)))
            fields.Problem("lengthBytes", "\"lengthBytes\" must be 0, 2 or 8: the bytes of the extended payload length (RFC 6455 §5.2)");
        else if (given.Exists(octets => (octets == 0 && length > 125) || (octets == 2 && length > ushort.MaxValue)))
            fields.Problem("lengthBytes", $"a length of {length} cannot be written in this form; use \"declaredLength\" for a wrong one");
        return frame with { LengthOctets = given };
    }

    private static Option<MaskKey> MaskingKey(CaseReading reading, SpecFields fields) =>
        fields.Find("maskingKey").Bind(value =>
            value is SpecValue.Text { Value: { Length: 8 } digits }
            && uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits)
                ? new MaskKey(BinaryPrimitives.ReverseEndianness(bits))
                : reading.Refuse<MaskKey>(value, $"\"maskingKey\" must be four bytes in hexadecimal, such as \"01020304\", not {value}")
        );

    private static Option<ulong> DeclaredLength(CaseReading reading, SpecFields fields) =>
        fields.Find("declaredLength").Bind(value => value switch
        {
            SpecValue.Number { Value: >= 0 and <= LargestExactNumber } number when double.IsInteger(number.Value) => (ulong)number.Value,
            SpecValue.Text { Value: ['0', 'x', .. var digits] }
                when ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var length) => length,
            _ => reading.Refuse<ulong>(
                value,
                $"\"declaredLength\" must be a whole number, or hexadecimal if it is large, such as \"0x8000000000000000\", not {value}"
            ),
        });

    private static RawFrame Compressed(CaseReading reading, SpecValue value, SpecFields fields, RawFrame frame)
    {
        if (!fields.Flag("compressed").IfNone(noneValue: false)) return frame;
        if (!frame.Final)
            fields.Problem("compressed", "\"compressed\" needs a whole message in one frame; write the bytes of fragments with \"hex\"");
        if (frame.Payload.Length > LongestCompressed)
            fields.Problem("compressed", $"a payload with \"compressed\" has at most {LongestCompressed} bytes before its compression");
        if (frame.Payload.Length > LongestCompressed || !reading.MayWrite(value, frame.Payload.Length)) return frame;
        return frame with
        {
            Payload = Payload.Of(
                DeflateContext.Create(15, contextTakeover: false).Compress(frame.Payload.ToOctets().ToArray()).Payload.ToArray()
            ),
            Reserved = frame.Reserved | Rsv1,
        };
    }
}
