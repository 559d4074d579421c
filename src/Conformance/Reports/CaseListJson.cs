namespace Pure.WebSockets.Conformance;

/// <summary>Cases as a JSON list, for scripts and for the page that runs the suite.</summary>
internal static class CaseListJson
{
    /// <summary>
    /// The list: of each case its place, id, family, what is sent and expected, the rule, and whether it moves much data.
    /// </summary>
    public static byte[] Write(Seq<Case> cases) => ReportJson.Write(writer =>
    {
        writer.WriteStartArray();
        foreach (var found in cases)
        {
            writer.WriteStartObject();
            writer.WriteNumber("index", found.Index);
            writer.WriteString("id", found.Id.Text);
            writer.WriteString("family", found.Id.Family);
            writer.WriteString("familyName", Catalogue.FamilyName(found.Id.Family));
            writer.WriteString("description", found.Description);
            writer.WriteString("expectation", found.Expected);
            writer.WriteString("rule", found.Rule);
            writer.WriteBoolean("isHeavy", found.IsHeavy);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });
}
