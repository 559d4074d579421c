namespace Pure.WebSockets.Conformance;

/// <summary>A rule of an RFC in our own words, with everything that tests it.</summary>
/// <param name="Rfc">The number of the RFC.</param>
/// <param name="Place">
/// The section and a number, such as "5.1#2". In RFC 6455 it is the number of the keyword in the section, and in the other RFCs the number
/// of the rule.
/// </param>
/// <param name="Keyword">The keyword.</param>
/// <param name="Bound">Those whom the rule binds.</param>
/// <param name="Text">The words that follow the keyword.</param>
internal sealed record RfcRule(int Rfc, string Place, RuleKeyword Keyword, Bound Bound, string Text)
{
    /// <summary>
    /// The other places where the RFC states the rule. A place with another keyword ends with it, as in "10.7#3:SHOULD".
    /// </summary>
    public string Also { get; init; } = "";

    /// <summary>Why a tester cannot see whether the rule is kept, or null if it can.</summary>
    public Unseen? Unseen { get; init; }

    /// <summary>The ids of the cases that are about the rule, as a list that <see cref="RulePlaces"/> reads.</summary>
    public string Cases { get; init; } = "";

    /// <summary>
    /// Whether the judge also checks the rule in every case in which the peer sends what the rule is about, such as a head or a frame.
    /// </summary>
    public bool IsCheckedInEveryCase { get; init; }

    /// <summary>
    /// The faults of tests/Conformance/Faulty that break the rule. At least one of them is caught by the cases of this rule and by no other
    /// case, unless the rule is checked in every case.
    /// </summary>
    public string Faults { get; init; } = "";

    /// <summary>The classes of tests/Properties that hold the rule in the core.</summary>
    public string Laws { get; init; } = "";

    /// <summary>Why no case tests the rule although a tester could see it, or null.</summary>
    public string? Gap { get; init; }

    /// <summary>Why no faulty peer can be caught by the cases of this rule alone, or null.</summary>
    public string? NoFault { get; init; }

    /// <summary>The section, such as "5.1".</summary>
    public string Section => Place[..Place.IndexOf('#', StringComparison.Ordinal)];

    /// <summary>The number of the rule in its section, such as "2".</summary>
    public string Number => Place[(Section.Length + 1)..];

    /// <summary>The name of the rule, such as "RFC 6455 §5.1#2".</summary>
    public string Name => $"RFC {Rfc} §{Place}";

    /// <summary>Whether a tester at the other end of one connection can see whether the rule is kept.</summary>
    public bool IsVisible => Unseen is null;

    /// <summary>Whether a case is about the rule.</summary>
    public bool IsAbout(Case running) => RulePlaces.Items(Cases).Any(item => RulePlaces.Names(item, running.Id.Text));
}
