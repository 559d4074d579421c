namespace Pure.WebSockets.Conformance;

/// <summary>
/// Collects the problems in a file, up to a maximum number. A file with more problems is probably not a file of this kind, and a list of
/// all its problems would not be useful.
/// </summary>
internal sealed class ProblemList
{
    /// <summary>The maximum number of errors in the list, and also that of warnings.</summary>
    public const int Most = 100;

    private readonly List<SpecProblem> errors = [];
    private readonly List<SpecProblem> warnings = [];
    private Option<SpecProblem> left;

    /// <summary>The number of problems in the list.</summary>
    public int Count => errors.Count + warnings.Count;

    /// <summary>
    /// The different problems, in the order of their locations in the file. If some were left out, the last entry states it at the
    /// location of the first of them. It is a warning if only warnings were left out.
    /// </summary>
    public Seq<SpecProblem> InOrder =>
        Seq.create<SpecProblem>([
            .. errors.Concat(warnings).Distinct().OrderBy(problem => problem.Line).ThenBy(problem => problem.Column),
            .. left.Map(first => first with { Message = $"there are more than {Most} problems; the others are not listed" }).ToSeq(),
        ]);

    /// <summary>Adds a problem, unless there are too many of its kind.</summary>
    public void Add(SpecProblem problem)
    {
        var list = problem.IsWarning ? warnings : errors;
        if (list.Count < Most) list.Add(problem);
        else if (left.ForAll(known => known.IsWarning && !problem.IsWarning) && !list.Contains(problem)) left = problem;
    }

    /// <summary>Returns whether the list contains a problem at this location.</summary>
    public bool Has(int line, int column) =>
        errors.Concat(warnings).Any(problem => (problem.Line, problem.Column) == (line, column));
}
