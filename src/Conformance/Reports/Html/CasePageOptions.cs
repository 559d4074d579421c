namespace Pure.WebSockets.Conformance;

/// <summary>Additional content of a case's page.</summary>
internal sealed record CasePageOptions
{
    /// <summary>The page has no additional content. The neighbours are those of the catalogue.</summary>
    public static CasePageOptions Default { get; } = new();

    /// <summary>The command that runs this case again.</summary>
    public Option<string> Again { get; init; }

    /// <summary>The file name of a case of this agent, without extension. It is null if the usual names apply.</summary>
    public Func<CaseId, string>? NameOf { get; init; }

    /// <summary>The cases of the run, in order, for the links to the neighbours. Empty: the whole catalogue.</summary>
    public Seq<CaseId> Cases { get; init; }
}
