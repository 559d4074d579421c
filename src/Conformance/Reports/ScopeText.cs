using System.Text.Json;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Writes the scope of a profile to reports. The scope contains the number of cases that apply to a peer that does not echo messages.
/// The scope also contains the reasons why the other cases apply only in part or not at all.
/// </summary>
internal static class ScopeText
{
    /// <summary>
    /// Returns the scope as lines of text. The first line contains the totals. Each further line contains one reason, and the number of
    /// cases that apply only in part or not at all for this reason.
    /// </summary>
    public static IEnumerable<string> Lines(ProfileScope scope) =>
        [.. Rows(scope).Select(row => row.Why.Length == 0 ? row.Text : $"{row.Text}: {row.Why}.")];

    /// <summary>
    /// Returns the numbers of cases as text, each with the reason why these cases apply only in part or not at all. The first row contains
    /// the totals and has an empty reason.
    /// </summary>
    public static IEnumerable<(string Text, string Why)> Rows(ProfileScope scope) =>
    [
        (scope.ToString(), ""),
        .. scope.InPart.Select(one => ($"Applicable in part, {Counted(one)}", one.Why)),
        .. scope.LeftOut.Select(one => ($"Not applicable, {Counted(one)}", one.Why)),
    ];

    /// <summary>Writes the scope as the member "profile" of a JSON object.</summary>
    public static void Write(Utf8JsonWriter writer, ProfileScope scope)
    {
        writer.WriteStartObject("profile");
        writer.WriteNumber("cases", scope.Cases);
        Write(writer, "inPart", scope.InPart);
        Write(writer, "leftOut", scope.LeftOut);
        writer.WriteString("name", scope.Profile);
        writer.WriteNumber("whole", scope.Whole);
        writer.WriteEndObject();
    }

    /// <summary>
    /// Reads the scope that <see cref="Write(Utf8JsonWriter, ProfileScope)"/> wrote. Returns None if the JSON object contains no scope.
    /// </summary>
    public static Option<ProfileScope> Read(JsonElement run) =>
        run.TryGetProperty("profile", out var profile) && profile.ValueKind == JsonValueKind.Object
            ? new ProfileScope(
                ReportJson.Text(profile, "name"),
                profile.GetProperty("cases").GetInt32(),
                profile.GetProperty("whole").GetInt32(),
                Read(profile, "inPart"),
                Read(profile, "leftOut")
            )
            : Option<ProfileScope>.None;

    /// <summary>Returns text that contains the number of cases in total and in each family.</summary>
    private static string Counted(ReducedCases reduced) =>
        $"{reduced.Cases.Count} ("
        + string.Join(", ", reduced.Cases.GroupBy(id => id.Family).Select(family => $"{family.Count()} of family {family.Key}"))
        + ")";

    private static void Write(Utf8JsonWriter writer, string name, Seq<ReducedCases> reduced)
    {
        writer.WriteStartArray(name);
        foreach (var one in reduced)
        {
            writer.WriteStartObject();
            writer.WriteStartArray("cases");
            foreach (var id in one.Cases) writer.WriteStringValue(id.Text);
            writer.WriteEndArray();
            writer.WriteString("why", one.Why);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static Seq<ReducedCases> Read(JsonElement profile, string name) =>
        Seq.create<ReducedCases>([
            .. profile
                .GetProperty(name)
                .EnumerateArray()
                .Select(one => new ReducedCases(
                    ReportJson.Text(one, "why"),
                    Seq.create<CaseId>([.. one.GetProperty("cases").EnumerateArray().Select(Id)])
                )),
        ]);

    private static CaseId Id(JsonElement id) =>
        new(id.GetString() ?? throw new FormatException("\"cases\" must be a list of texts, without null"));
}
