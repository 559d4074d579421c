namespace Pure.WebSockets.Conformance;

/// <summary>What the page of a case says beside its result.</summary>
internal sealed record CasePageOptions
{
    /// <summary>Nothing more; the neighbours are those of the catalogue.</summary>
    public static CasePageOptions Default { get; } = new();

    /// <summary>The command that runs just this case again.</summary>
    public Option<string> Again { get; init; }

    /// <summary>The name of the files of a case of this agent, without their endings; none where they have the usual one.</summary>
    public Func<CaseId, string>? NameOf { get; init; }

    /// <summary>The cases of the run, in order: those that have pages, so that one leads to the next. Empty: the whole catalogue.</summary>
    public Seq<CaseId> Cases { get; init; }
}
