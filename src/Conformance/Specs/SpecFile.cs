namespace Pure.WebSockets.Conformance;

/// <summary>Reads spec files.</summary>
internal static class SpecFile
{
    /// <summary>
    /// Parses a spec file. Returns the spec with its warnings. If the file has an error, returns all errors and warnings instead of the
    /// spec.
    /// </summary>
    /// <param name="file">The content of the file.</param>
    /// <param name="known">The known keys of the outermost object. Other keys are ignored and cause a warning.</param>
    /// <param name="read">A function that reads the outermost object.</param>
    /// <param name="warned">A function that adds the warnings to the spec.</param>
    public static Either<Seq<SpecProblem>, T> Read<T>(
        ReadOnlySpan<byte> file,
        string[] known,
        Func<SpecFields, T> read,
        Func<T, Seq<SpecProblem>, T> warned
    )
    {
        var problems = new ProblemList();
        return SpecValue.Parse(file)
            .MapLeft(problem => Seq.create(problem))
            .Map(root => read(new SpecFields(root, problems, "the spec", ignoresOthers: true, known)))
            .Bind<T>(spec =>
            {
                var found = problems.InOrder;
                if (found.Exists(problem => !problem.IsWarning))
                    return found;
                return warned(spec, found);
            });
    }
}
