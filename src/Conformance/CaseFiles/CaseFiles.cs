namespace Pure.WebSockets.Conformance;

/// <summary>Loads cases from several files.</summary>
internal static class CaseFiles
{
    private const string Pattern = "*.json";

    /// <summary>
    /// Loads the cases from the given files, and from all JSON files directly in the given folders. Returns the cases, sorted by id. If
    /// there are problems, returns all problems instead. A problem in a file is reported with the file name, the line and the column.
    /// </summary>
    /// <param name="paths">The files and folders.</param>
    /// <param name="throwsIfUnreadable">
    /// True to throw an exception if a file cannot be read; false to return the error as one of the problems.
    /// </param>
    /// <exception cref="IOException">A file cannot be read, and <paramref name="throwsIfUnreadable"/> is true.</exception>
    /// <exception cref="UnauthorizedAccessException">
    /// The program is not allowed to read a file, and <paramref name="throwsIfUnreadable"/> is true.
    /// </exception>
    public static Either<Seq<string>, Seq<Case>> Load(IEnumerable<string> paths, bool throwsIfUnreadable = true)
    {
        var problems = new List<string>();
        var found = new List<(string File, PlacedCase Placed)>();
        foreach (var path in paths)
        {
            Try(path, () =>
            {
                var files = Directory.Exists(path) ? Directory.GetFiles(path, Pattern).Order(StringComparer.Ordinal).ToArray() : [path];
                if (files.Length == 0) problems.Add($"{path}: the folder contains no {Pattern}");
                foreach (var file in files) Try(file, () => Read(file));
            });
        }

        foreach (var group in found.GroupBy(one => one.Placed.Case.Id.Text).Where(group => group.Count() > 1))
        {
            var (first, twice) = (group.First(), group.ElementAt(1));
            problems.Add(
                new SpecProblem(
                    twice.Placed.Place.Line,
                    twice.Placed.Place.Column,
                    $"the id {group.Key} already occurs in {first.File}:{first.Placed.Place.Line}"
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

        void Read(string file) =>
            CaseFile
                .Read(InputFile.Cases.Read(file))
                .Match(
                    Right: cases => found.AddRange(cases.Map(placed => (file, placed))),
                    Left: wrong => problems.AddRange(wrong.Map(problem => problem.In(file)))
                );

        void Try(string path, Action read)
        {
            try
            {
                read();
            }
            catch (Exception error) when (!throwsIfUnreadable && FileProblem.IsCause(error))
            {
                problems.Add($"{path}: {FileProblem.OfReading(path, error)}");
            }
        }
    }
}
