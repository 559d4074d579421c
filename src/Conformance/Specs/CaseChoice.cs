using System.Text.RegularExpressions;

namespace Pure.WebSockets.Conformance;

/// <summary>The cases that a spec file selects, and the cases that the file excludes for certain agents.</summary>
/// <param name="Cases">The selected cases, in the order of the catalogue.</param>
/// <param name="Excluded">
/// The exclusions. Each exclusion consists of a pattern for the names of agents, and of patterns for the ids of the cases that are excluded
/// for these agents.
/// </param>
internal sealed record CaseChoice(Seq<Case> Cases, Seq<(string Agent, Seq<string> Cases)> Excluded)
{
    /// <summary>The keys of a spec file that select cases.</summary>
    internal static string[] Keys { get; } = ["cases", "exclude-cases", "exclude-agent-cases"];

    /// <summary>
    /// Returns whether a case is excluded for an agent. The patterns of an exclusion must match the whole name of the agent and the whole
    /// id of the case. A pattern that needs more than two seconds for a match excludes nothing.
    /// </summary>
    public bool IsExcluded(string agent, Case candidate) =>
        Excluded.Exists(excluded =>
            IsWhole(excluded.Agent, agent) && excluded.Cases.Exists(pattern => IsWhole(pattern, candidate.Id.Text))
        );

    internal static CaseChoice Read(SpecFields fields, Seq<Case> catalogue)
    {
        if (!fields.Has("cases"))
            fields.Problem("\"cases\" is missing. It must be a list of case ids and patterns, such as [\"*\"] or [\"7.*\", \"2.1\"]");
        var ids = catalogue.Map(found => found.Id.Text).ToArray();
        var patterns = fields.Texts("cases").IfNone(Seq<SpecValue.Text>.Empty);
        var named = patterns.Bind(text => Named(text, "cases", isExclusion: false)).ToHashSet();
        var spared = fields
            .Texts("exclude-cases")
            .IfNone(Seq<SpecValue.Text>.Empty)
            .Bind(text => Named(text, "exclude-cases", isExclusion: true))
            .ToHashSet();
        var chosen = catalogue.Filter(found => named.Contains(found.Id) && !spared.Contains(found.Id)).Strict();
        if (
            chosen.IsEmpty
            && fields.Has("cases")
            && patterns.ForAll(text => IsPattern(text) || ids.Contains(text.Value, StringComparer.Ordinal))
        )
            fields.Problem("cases", "\"cases\" and \"exclude-cases\" leave no case to run");
        return new CaseChoice(chosen, fields.TextsByKey("exclude-agent-cases").Map(Spared).Strict());

        // In "cases", an unknown id causes an error, and a pattern that matches no case causes a warning. In "exclude-cases", an unknown id
        // causes a warning, and a pattern that matches no case is not reported.
        Seq<CaseId> Named(SpecValue.Text text, string key, bool isExclusion)
        {
            if (!IsPattern(text))
            {
                var id = catalogue.Find(found => found.Id.Text == text.Value);
                if (id.IsNone && isExclusion) fields.Warn(text, $"{Unknown(key, text.Value)}. The entry excludes nothing");
                else if (id.IsNone) fields.Problem(text, Unknown(key, text.Value));
                return id.Map(found => found.Id).ToSeq();
            }

            var matching = SpecPattern
                .Prefix(text.Value)
                .Match(Right: pattern => Matching(text, pattern), Left: wrong => Wrong(text, wrong));
            if (matching.IsEmpty && !isExclusion)
                fields.Warn(text, $"\"{key}\": no case matches \"{text.Value}\"");
            return matching;
        }

        Seq<CaseId> Matching(SpecValue.Text text, SpecPattern pattern)
        {
            // A pattern without a capital letter matches only Autobahn cases. If the catalogue contains no Autobahn cases, for example
            // because the cases come from a case file, the pattern can match any case.
            var matchesAll = SpecPattern.HasCapital(text.Value) || !catalogue.Exists(found => found.IsAutobahn);
            try
            {
                return catalogue
                    .Filter(found => (matchesAll || found.IsAutobahn) && pattern.Matches(found.Id.Text))
                    .Map(found => found.Id)
                    .Strict();
            }
            catch (RegexMatchTimeoutException)
            {
                return Wrong(text, $"the pattern \"{text.Value}\" takes too long to match");
            }
        }

        Seq<CaseId> Wrong(SpecValue place, string message)
        {
            fields.Problem(place, message);
            return Seq<CaseId>.Empty;
        }

        (string Agent, Seq<string> Cases) Spared((string Key, Seq<SpecValue.Text> Texts) agent)
        {
            SpecPattern.Whole(agent.Key).IfLeft(wrong => fields.Problem("exclude-agent-cases", wrong));
            foreach (var text in agent.Texts)
            {
                SpecPattern.Whole(text.Value).IfLeft(wrong => fields.Problem(text, wrong));
                if (
                    text.Value.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '.')
                    && !ids.Contains(text.Value, StringComparer.Ordinal)
                )
                    fields.Warn(text, $"{Unknown("exclude-agent-cases", text.Value)}. The entry excludes nothing");
            }

            return (agent.Key, agent.Texts.Map(text => text.Value).Strict());
        }

        string Unknown(string key, string id) =>
            $"\"{key}\": there is no case {id}. "
                + $"{(id.AsSpan().ContainsAny("[]()|?+^$") ? "An entry without a star is an id, not a pattern. " : "")}"
                + NearestName.To(id, ids).Match(Some: near => $"The nearest id is {near}", None: () => "An id looks like 7.1.1, and a "
                        + "pattern like 7.*");
    }

    private static bool IsPattern(SpecValue.Text text) => text.Value.Contains('*', StringComparison.Ordinal);

    private static bool IsWhole(string pattern, string name)
    {
        try
        {
            return SpecPattern.Whole(pattern).Match(Right: known => known.Matches(name), Left: _ => false);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
