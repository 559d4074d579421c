namespace Pure.WebSockets.Conformance;

/// <summary>Writes a list of cases as JSON, for scripts and for the page that runs the suite in a browser.</summary>
internal static class CaseListJson
{
    /// <summary>
    /// Writes the index, id, family (id and name), description, expectation, rule and rules of each case, and whether it is heavy.
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
            writer.WriteStartArray("rules");
            foreach (var rule in RfcRules.Of(found.Id)) writer.WriteStringValue(rule.Name);
            writer.WriteEndArray();
            writer.WriteBoolean("isHeavy", found.IsHeavy);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });
}
