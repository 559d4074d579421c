namespace Pure.WebSockets.Conformance;

/// <summary>Additional content of a case's page.</summary>
internal sealed record CasePageOptions
{
    /// <summary>
    /// The options for a page without additional content. The links to the previous and the next case follow the order of the catalogue.
    /// </summary>
    public static CasePageOptions Default { get; } = new();

    /// <summary>The command that runs this case again, or None if the page does not show a command.</summary>
    public Option<string> Again { get; init; }

    /// <summary>
    /// A function that returns the file name, without an extension, for a case of this agent. The value is null if the files have their
    /// default names (<see cref="ReportFileNames.Usual"/>).
    /// </summary>
    public Func<CaseId, string>? NameOf { get; init; }

    /// <summary>
    /// The cases of the run, in order. The page links to the previous and the next case in this list. If the list is empty, the catalogue
    /// is used instead.
    /// </summary>
    public Seq<CaseId> Cases { get; init; }
}
