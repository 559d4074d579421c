namespace Pure.WebSockets.Conformance;

/// <summary>How all spec files are read.</summary>
internal static class SpecFile
{
    /// <summary>What the file says, with the warnings that it deserves; else all that is wrong with it, the warnings included.</summary>
    /// <param name="file">The file's octets.</param>
    /// <param name="known">The keys of its outermost object. The old suite ignored all others.</param>
    /// <param name="read">Reads the outermost object.</param>
    /// <param name="warned">The spec with its warnings.</param>
    public static Either<Seq<SpecProblem>, T> Read<T>(
        ReadOnlySpan<byte> file,
        string[] known,
        Func<SpecFields, T> read,
        Func<T, Seq<SpecProblem>, T> warned
    )
    {
        var problems = new List<SpecProblem>();
        return SpecValue.Parse(file)
            .MapLeft(problem => Seq.create(problem))
            .Map(root => read(new SpecFields(root, problems, "the spec", ignoresOthers: true, known)))
            .Bind<T>(spec =>
            {
                var told = Seq.create<SpecProblem>([
                    .. problems.Distinct().OrderBy(problem => problem.Line).ThenBy(problem => problem.Column),
                ]);
                if (told.Exists(problem => !problem.IsWarning))
                    return told;
                return warned(spec, told);
            });
    }
}
