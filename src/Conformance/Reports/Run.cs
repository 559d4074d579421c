namespace Pure.WebSockets.Conformance;

/// <summary>The results of one run against one peer.</summary>
/// <param name="Agent">The peer's name in reports.</param>
/// <param name="Results">The results, in the order of the cases.</param>
public sealed record Run(string Agent, Seq<CaseResult> Results)
{
    /// <summary>The name of a case's file without its ending: the agent in small letters and digits, then the id.</summary>
    public static string FileName(string agent, CaseId id) => $"{Slug(agent)}_case_{id.Text.Replace('.', '_')}";

    private static string Slug(string agent) =>
        string.Concat(agent.ToLowerInvariant().Select(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) ? letter : ' ')).Trim().Replace(' ', '_');
}
