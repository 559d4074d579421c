using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pure.WebSockets.Conformance;

/// <summary>The JSON that the server sends.</summary>
internal static class ServedJson
{
    public const string Type = "application/json; charset=utf-8";

    private static readonly JsonSerializerOptions Strings = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Returns a JSON object with string values as a single line. The line has spaces in the same places as in the Autobahn Testsuite,
    /// because clients of that suite can depend on these spaces.
    /// </summary>
    public static string Line(params ReadOnlySpan<(string Key, string Value)> fields)
    {
        var parts = new List<string>();
        foreach (var (key, value) in fields)
            parts.Add($"{Text(key)}: {Text(value)}");
        return $"{{{string.Join(", ", parts)}}}";

        static string Text(string text) => JsonValue.Create(text).ToJsonString(Strings);
    }

    /// <summary>
    /// Returns the part of a case's description that is sent to clients. This part ends before the first "&lt;", which begins an HTML tag.
    /// Each sequence of white space is replaced with a single space.
    /// </summary>
    public static string Plain(string description) =>
        string.Join(' ', description.Split('<')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    public static byte[] Results((long Last, Seq<CaseVerdict> Verdicts) results, ReportFolder reports) => ReportJson.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("last", results.Last);
        writer.WriteStartArray("results");
        foreach (var verdict in results.Verdicts)
        {
            writer.WriteStartObject();
            writer.WriteString("id", verdict.Id.Text);
            writer.WriteString("behavior", VerdictText.Of(verdict.Judgement.Behavior));
            writer.WriteString("behaviorClose", VerdictText.Of(verdict.Judgement.Close));
            writer.WriteBoolean("isFailure", verdict.Judgement.IsFailure);
            writer.WriteString("result", verdict.Judgement.Sentence);
            writer.WriteNumber("duration", ReportJson.Milliseconds(verdict.Time));
            writer.WriteString("report", reports.NameOf(verdict.Agent, verdict.Id) + ".html");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });
}
