using System.Globalization;
using System.Text.Json;

namespace Pure.WebSockets.Conformance;

/// <summary>Writes JSON in the style of the report files, which use only ASCII characters and an indentation of three spaces.</summary>
internal static class ReportJson
{
    private static readonly JsonWriterOptions Style = new() { Indented = true, IndentSize = 3, NewLine = "\n" };

    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        using var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory, Style)) write(writer);
        return memory.ToArray();
    }

    public static void Number(Utf8JsonWriter writer, string key, Option<int> value) =>
        value.Match(Some: number => writer.WriteNumber(key, number), None: () => writer.WriteNull(key));

    public static void Number(Utf8JsonWriter writer, string key, Option<double> value) =>
        value.Match(Some: number => writer.WriteNumber(key, number), None: () => writer.WriteNull(key));

    public static void Text(Utf8JsonWriter writer, string key, Option<string> value) =>
        value.Match(Some: text => writer.WriteString(key, text), None: () => writer.WriteNull(key));

    /// <summary>Returns the string value of a member of a JSON object.</summary>
    /// <exception cref="FormatException">The value is null.</exception>
    public static string Text(JsonElement element, string key) =>
        element.GetProperty(key).GetString() ?? throw new FormatException($"\"{key}\" must be a text, not null");

    /// <summary>Returns a time as text, in UTC and with milliseconds.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    public static int Milliseconds(TimeSpan time) => (int)Math.Round(time.TotalMilliseconds);
}
