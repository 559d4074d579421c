using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// A command from a client in direct command mode. A command is a text message that contains a JSON array with the name and the arguments
/// of the command.
/// </summary>
internal abstract record DirectCommand
{
    private const int LongestPayload = 64 * 1024 * 1024;

    private DirectCommand() { }

    /// <summary>
    /// Sends one or more frames unchanged. The command is ["sendframe", {opcode, payload, fin, rsv, mask, payload_len, chopsize, sync}] or
    /// ["sendframes", [{…}, …]]. Only opcode is required. The payload is a string, which is encoded as UTF-8 and then repeated or shortened
    /// to payload_len bytes. The mask is a string of four characters from U+0000 to U+00FF.
    /// </summary>
    public sealed record Send(Seq<(RawFrame Frame, Option<MaskKey> Key)> Frames) : DirectCommand;

    /// <summary>
    /// Starts the closing handshake. The command is ["close", {code, reason}]. If the command contains no code, the close frame is
    /// empty.
    /// </summary>
    public sealed record Close(CloseStatus Status) : DirectCommand;

    /// <summary>Sends a text message. The command is ["echo", {payload, payload_len}].</summary>
    public sealed record Echo(Payload Payload) : DirectCommand;

    /// <summary>Parses a message. Returns the command, or a description of the error in the message.</summary>
    public static Either<string, DirectCommand> Parse(Effect.Message message)
    {
        if (message.Kind != MessageKind.Text) return "a command must be a text message";
        try
        {
            using var json = JsonDocument.Parse(message.Data.Memory);
            return
                json.RootElement is { ValueKind: JsonValueKind.Array } list
                && list.GetArrayLength() == 2
                && list[0].ValueKind == JsonValueKind.String
                ? Named(list[0].GetString()!, list[1])
                : "a command must be a list of a name and its arguments";
        }
        catch (JsonException)
        {
            return "the message is not JSON";
        }
        catch (InvalidOperationException)
        {
            return "a text of the command contains an unpaired surrogate";
        }
        catch (FormatException wrong)
        {
            return wrong.Message;
        }
    }

    private static Either<string, DirectCommand> Named(string name, JsonElement arguments) =>
        name switch
        {
            "sendframe" => new Send(Seq.create<(RawFrame, Option<MaskKey>)>([FrameOf(arguments)])),
            "sendframes" => FramesOf(arguments),
            "close" => new Close(
                Number(arguments, "code", CloseCode.NoStatusReceived, 0, ushort.MaxValue) is var code && code == CloseCode.NoStatusReceived
                    ? CloseStatus.None
                    : new CloseStatus(code, ReasonOf(arguments))
            ),
            "echo" => new Echo(PayloadOf(arguments)),
            _ => $"unknown command {name}. The commands are sendframe, sendframes, close and echo",
        };

    private static Send FramesOf(JsonElement arguments)
    {
        var frames = Seq.create<(RawFrame Frame, Option<MaskKey> Key)>([.. List(arguments).Select(FrameOf)]);
        return frames.Fold(0L, (sum, one) => sum + one.Frame.Payload.Length) <= LongestPayload
            ? new Send(frames)
            : throw new FormatException($"the payloads of sendframes have more than {CountText.Of(LongestPayload, "byte")}");
    }

    private static string ReasonOf(JsonElement arguments) =>
        Text(arguments, "reason") is var reason && Encoding.UTF8.GetByteCount(reason) <= CloseStatus.MaxReasonBytes
            ? reason
            : throw new FormatException($"reason has more than {CountText.Of(CloseStatus.MaxReasonBytes, "byte")}");

    private static (RawFrame Frame, Option<MaskKey> Key) FrameOf(JsonElement frame) =>
        (
            new RawFrame(
                Number(frame, "opcode", absent: -1, 0, 15) is >= 0 and var opcode
                    ? opcode
                    : throw new FormatException("a frame must have an opcode"),
                PayloadOf(frame),
                IsTrue(frame, "fin", absent: true),
                Number(frame, "rsv", absent: 0, 0, 7),
                Number(frame, "chopsize", absent: 0, 1, int.MaxValue),
                IsTrue(frame, "sync", absent: false)
            ),
            KeyOf(frame)
        );

    private static Option<MaskKey> KeyOf(JsonElement frame) =>
        Text(frame, "mask") switch
        {
            "" => Option<MaskKey>.None,
            { Length: 4 } mask when mask.All(letter => letter <= '\xFF') => new MaskKey(
                BinaryPrimitives.ReadUInt32LittleEndian(Encoding.Latin1.GetBytes(mask))
            ),
            _ => throw new FormatException("mask must be four characters up to U+00FF"),
        };

    private static Payload PayloadOf(JsonElement arguments)
    {
        var pattern = Encoding.UTF8.GetBytes(Text(arguments, "payload"));
        var length = Number(arguments, "payload_len", pattern.Length, 0, LongestPayload);
        return pattern.Length > 0 || length == 0
            ? new Payload(pattern, length)
            : throw new FormatException("payload_len requires a payload to repeat");
    }

    private static IEnumerable<JsonElement> List(JsonElement list) =>
        list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : throw new FormatException("sendframes must have a list of frames");

    private static Option<JsonElement> Find(JsonElement arguments, string name) =>
        arguments.ValueKind != JsonValueKind.Object ? throw new FormatException("the arguments of a command must be an object")
        : arguments.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value
        : Option<JsonElement>.None;

    private static string Text(JsonElement arguments, string name) =>
        Find(arguments, name)
            .Map(value =>
                value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new FormatException($"{name} must be a text")
            )
            .IfNone("");

    private static bool IsTrue(JsonElement arguments, string name, bool absent) =>
        Find(arguments, name)
            .Map(value =>
                value.ValueKind is JsonValueKind.True or JsonValueKind.False
                    ? value.GetBoolean()
                    : throw new FormatException($"{name} must be true or false")
            )
            .IfNone(absent);

    private static int Number(JsonElement arguments, string name, int absent, int least, int most) =>
        Find(arguments, name)
            .Map(value =>
                value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most
                    ? number
                    : throw new FormatException($"{name} must be a whole number from {least} to {most}")
            )
            .IfNone(absent);
}
