namespace Pure.WebSockets.Conformance;

/// <summary>Loads the cases of several files.</summary>
internal static class CaseFiles
{
    private const string Pattern = "*.json";

    /// <summary>
    /// Loads the cases of files and of all JSON files in folders. Returns the cases in the order of their ids, or all problems, each with
    /// the name of its file and its place.
    /// </summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static Either<Seq<string>, Seq<Case>> Load(IEnumerable<string> paths)
    {
        var problems = new List<string>();
        var found = new List<(string File, PlacedCase Placed)>();
        foreach (var path in paths)
        {
            var files = Directory.Exists(path) ? Directory.GetFiles(path, Pattern).Order(StringComparer.Ordinal).ToArray() : [path];
            if (files.Length == 0) problems.Add($"{path}: the folder contains no {Pattern}");
            foreach (var file in files)
            {
                CaseFile
                    .Read(File.ReadAllBytes(file))
                    .Match(
                        Right: cases => found.AddRange(cases.Map(placed => (file, placed))),
                        Left: wrong => problems.AddRange(wrong.Map(problem => problem.In(file)))
                    );
            }
        }

        foreach (var group in found.GroupBy(one => one.Placed.Case.Id.Text).Where(group => group.Count() > 1))
        {
            var (first, twice) = (group.First(), group.ElementAt(1));
            problems.Add(
                new SpecProblem(
                    twice.Placed.Place.Line,
                    twice.Placed.Place.Column,
                    $"the id {group.Key} occurs in {first.File}:{first.Placed.Place.Line} already"
                ).In(twice.File)
            );
        }

        return problems.Count > 0
            ? Seq.create<string>([.. problems])
            : Seq.create<Case>([
                .. found
                    .Select(one => one.Placed.Case)
                    .OrderBy(one => one.Id)
                    .Select((one, at) => one with { Index = at + 1 }),
            ]);
    }
}
