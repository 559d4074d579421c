using System.Text.RegularExpressions;

namespace Pure.WebSockets.Conformance;

/// <summary>The cases that a spec file names, and those that some agents are spared.</summary>
/// <param name="Cases">The cases, in order.</param>
/// <param name="Excluded">Patterns of agents, with patterns of cases.</param>
public sealed record CaseChoice(Seq<Case> Cases, Seq<(string Agent, Seq<string> Cases)> Excluded)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>The keys that name cases.</summary>
    internal static string[] Keys { get; } = ["cases", "exclude-cases", "exclude-agent-cases"];

    /// <summary>Whether this agent is spared this case. Here patterns stand for the whole of a name.</summary>
    public bool IsExcluded(string agent, Case candidate) =>
        Excluded.Exists(excluded => Matches(excluded.Agent, agent) && excluded.Cases.Exists(pattern => Matches(pattern, candidate.Id.Text)));

    internal static CaseChoice Read(SpecFields fields, Seq<Case> catalogue)
    {
        if (!fields.Has("cases")) fields.Problem("\"cases\" is missing: a list of case ids and patterns, as [\"*\"] or [\"7.*\", \"2.1\"]");
        var patterns = Known("cases", fields.Texts("cases").IfNone(Seq<SpecValue.Text>.Empty));
        var excluded = Known("exclude-cases", fields.Texts("exclude-cases").IfNone(Seq<SpecValue.Text>.Empty));
        var byAgent = fields.TextsByKey("exclude-agent-cases").Map(agent => (agent.Key, Known("exclude-agent-cases", agent.Texts))).Strict();
        var chosen = catalogue.Filter(found => patterns.Exists(pattern => Names(pattern, found)) && !excluded.Exists(pattern => CasePattern.Matches(pattern, found))).Strict();
        if (chosen.IsEmpty && patterns.ForAll(pattern => pattern.Contains('*', StringComparison.Ordinal) || catalogue.Exists(found => found.Id.Text == pattern)) && fields.Has("cases")) fields.Problem("cases", "\"cases\" without \"exclude-cases\" leaves no case to run");
        return new CaseChoice(chosen, byAgent);

        // An id must be one; a pattern may match nothing.
        Seq<string> Known(string key, Seq<SpecValue.Text> texts)
        {
            var ids = catalogue.Map(found => found.Id.Text).ToArray();
            foreach (var text in texts.Filter(text => !text.Value.Contains('*', StringComparison.Ordinal) && !ids.Contains(text.Value, StringComparer.Ordinal)))
                fields.Problem(text, $"\"{key}\": there is no case {text.Value}; {NearestName.To(text.Value, ids).Match(Some: id => $"the nearest is {id}", None: () => "ids are as 7.1.1, patterns as 7.*")}");
            return texts.Map(text => text.Value).Strict();
        }
    }

    /// <summary>Whether a pattern names a case here: a star at its front stands for what it stood for when these files were written, and not for the families that came after.</summary>
    private static bool Names(string pattern, Case candidate) => CasePattern.Matches(pattern, candidate) && (candidate.IsClassic || !pattern.StartsWith('*'));

    private static bool Matches(string pattern, string name) =>
        Regex.IsMatch(name, "^(?:" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal) + ")$", RegexOptions.ExplicitCapture | RegexOptions.Singleline, Patience);
}
