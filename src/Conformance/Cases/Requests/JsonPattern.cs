using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// A message that is a JSON value. Strings in the value can contain placeholders. A received object matches if it has all members of the
/// pattern. The object can have additional members, and the order of members does not matter. A received array must have the same number of
/// items as the pattern. The string "{any}" matches any value, and the string "{number}" also matches a JSON number.
/// </summary>
/// <param name="kind">The kind of the message.</param>
/// <param name="value">The JSON value.</param>
/// <param name="suffix">The text after the JSON value, such as a record separator. This text is usually empty.</param>
internal sealed class JsonPattern(MessageKind kind, JsonNode? value, string suffix) : MessagePattern(kind)
{
    /// <inheritdoc/>
    public override bool HasContent => Texts(value).Any(text => PlaceholderText.Of(text).HasContent);

    /// <inheritdoc/>
    public override WrittenMessage Write(MessageValues values)
    {
        var (output, positions) = (new List<byte>(), new List<int>());
        Write(value, output, values, positions);
        output.AddRange(Encoding.UTF8.GetBytes(suffix));
        return new WrittenMessage([.. output], positions);
    }

    /// <inheritdoc/>
    public override IEnumerable<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> message)
    {
        if (suffix.Length == 0)
        {
            yield return message;
            yield break;
        }

        var ending = Encoding.UTF8.GetBytes(suffix);
        do
        {
            var at = message.Span.IndexOf(ending);
            var length = at < 0 ? message.Length : at + ending.Length;
            yield return message[..length];
            message = message[length..];
        } while (!message.IsEmpty);
    }

    /// <summary>Returns all strings in a JSON value, without the names of members.</summary>
    public static IEnumerable<string> Texts(JsonNode? value) => value switch
    {
        JsonObject members => members.SelectMany(member => Texts(member.Value)),
        JsonArray items => items.SelectMany(Texts),
        JsonValue text when text.GetValueKind() == JsonValueKind.String => [text.GetValue<string>()],
        _ => [],
    };

    /// <inheritdoc/>
    protected override Option<ByteString> Content(ReadOnlySpan<byte> record, string unique)
    {
        var ending = Encoding.UTF8.GetBytes(suffix);
        if (!record.EndsWith(ending)) return Option<ByteString>.None;
        try
        {
            using var document = JsonDocument.Parse(record[..^ending.Length].ToArray());
            string? content = null;
            return IsMatch(value, document.RootElement, unique, ref content)
                ? ByteString.FromText(content ?? "")
                : Option<ByteString>.None;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The document is not JSON, or one of its strings is not valid Unicode.
            return Option<ByteString>.None;
        }
    }

    private static bool IsMatch(JsonNode? pattern, JsonElement value, string unique, ref string? content)
    {
        switch (pattern)
        {
            case JsonObject members:
                if (value.ValueKind != JsonValueKind.Object) return false;
                foreach (var (name, expected) in members)
                {
                    if (!value.TryGetProperty(name, out var found) || !IsMatch(expected, found, unique, ref content)) return false;
                }

                return true;
            case JsonArray items:
                if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() != items.Count) return false;
                for (var at = 0; at < items.Count; at++)
                {
                    if (!IsMatch(items[at], value[at], unique, ref content)) return false;
                }

                return true;
            case JsonValue text when text.GetValueKind() == JsonValueKind.String:
                var placeholders = PlaceholderText.Of(text.GetValue<string>());
                if (placeholders.IsAny) return true;
                if (placeholders.IsNumber && value.ValueKind == JsonValueKind.Number) return true;
                if (value.ValueKind != JsonValueKind.String) return false;
                if (placeholders.Match(value.GetString()!, unique).Case is not string match) return false;
                if (placeholders.HasContent) content ??= match;
                return true;
            default:
                using (var constant = JsonDocument.Parse(pattern?.ToJsonString() ?? "null"))
                    return JsonElement.DeepEquals(constant.RootElement, value);
        }
    }

    private static void Write(JsonNode? node, List<byte> output, MessageValues values, List<int> positions)
    {
        switch (node)
        {
            case JsonObject members:
                output.Add((byte)'{');
                foreach (var ((name, value), at) in members.Select((member, at) => (member, at)))
                {
                    if (at > 0) output.Add((byte)',');
                    output.AddRange(Encoding.UTF8.GetBytes(JsonValue.Create(name).ToJsonString()));
                    output.Add((byte)':');
                    Write(value, output, values, positions);
                }

                output.Add((byte)'}');
                break;
            case JsonArray items:
                output.Add((byte)'[');
                for (var at = 0; at < items.Count; at++)
                {
                    if (at > 0) output.Add((byte)',');
                    Write(items[at], output, values, positions);
                }

                output.Add((byte)']');
                break;
            case JsonValue text when text.GetValueKind() == JsonValueKind.String:
                output.Add((byte)'"');
                PlaceholderText.Of(text.GetValue<string>()).Write(output, values, isJson: true, positions);
                output.Add((byte)'"');
                break;
            default:
                output.AddRange(Encoding.UTF8.GetBytes(node?.ToJsonString() ?? "null"));
                break;
        }
    }
}
