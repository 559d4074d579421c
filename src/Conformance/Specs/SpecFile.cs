namespace Pure.WebSockets.Conformance;

/// <summary>How all spec files are read.</summary>
internal static class SpecFile
{
    public static Either<Seq<SpecProblem>, T> Read<T>(ReadOnlySpan<byte> file, string[] known, Func<SpecFields, T> read)
    {
        var problems = new List<SpecProblem>();
        return SpecValue.Parse(file)
            .MapLeft(problem => Seq.create(problem))
            .Map(root => read(new SpecFields(root, problems, "the spec", known)))
            .Bind<T>(spec => problems.Count == 0 ? spec : Seq.create<SpecProblem>([.. problems.Distinct().OrderBy(problem => problem.Line).ThenBy(problem => problem.Column)]));
    }
}
