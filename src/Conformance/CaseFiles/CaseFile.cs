using System.Text;
using System.Text.Json.Nodes;

namespace Pure.WebSockets.Conformance;

/// <summary>Reads and writes case files. The file docs/case-files.md describes the format.</summary>
internal static class CaseFile
{
    private const string Schema = "$schema";

    /// <summary>
    /// Parses a case file. Returns the cases with their locations, in the order in which they occur in the file. If the file is
    /// invalid, returns all problems instead.
    /// </summary>
    public static Either<Seq<SpecProblem>, Seq<PlacedCase>> Read(ReadOnlySpan<byte> file) =>
        SpecValue.Parse(file).MapLeft(problem => Seq.create(problem)).Bind(Read);

    /// <summary>Returns the content of a case file that contains the given cases.</summary>
    public static byte[] Write(IEnumerable<Case> cases) =>
        Encoding.UTF8.GetBytes(
            JsonLayout.Write(
                new JsonObject { ["cases"] = new JsonArray([.. cases.Select(found => (JsonNode)CaseForm.Write(found))]) },
                opened: 3
            )
        );

    private static Either<Seq<SpecProblem>, Seq<PlacedCase>> Read(SpecValue root)
    {
        var reading = new CaseReading();
        var cases = CasesOf(reading, root);
        foreach (var twice in cases.GroupBy(found => found.Case.Id.Text).SelectMany(group => group.Skip(1)))
            reading.Problem(twice.Place, $"the id {twice.Case.Id} occurs twice");
        return reading.Count > 0 ? reading.Problems : cases;
    }

    private static Seq<PlacedCase> CasesOf(CaseReading reading, SpecValue root)
    {
        if (root is SpecValue.Object { Members: var members } && members.Exists(member => member.Key is "id" or "send" or "rule"))
            return Seq.create(new PlacedCase(CaseForm.Read(reading, root, Schema), root));
        var fields = reading.Open(root, "a case file", Schema, "cases");
        if (root is SpecValue.Object && !fields.Has("cases")) fields.Problem("a case file has no \"cases\": a list of cases");
        if (fields.Find("cases").Exists(list => list is SpecValue.Array { Items: [] }))
            fields.Problem("cases", "\"cases\" must have at least one case");
        return fields
            .Find("cases")
            .Map(list => reading.Items(list, "\"cases\"", item => Prelude.Some(new PlacedCase(CaseForm.Read(reading, item), item))))
            .IfNone(Seq<PlacedCase>.Empty);
    }
}

/// <summary>A case and its location in a file.</summary>
/// <param name="Case">The case.</param>
/// <param name="Place">The JSON object of the case, with its line and column in the file.</param>
internal sealed record PlacedCase(Case Case, SpecValue Place);
