namespace Pure.WebSockets.Conformance;

/// <summary>The catalogue of all built-in cases, in the order of their ids.</summary>
public static class Catalogue
{
    private const int Messages = 1000;
    private const int QuickMessages = 50;

    private static readonly Lazy<Seq<Case>> Cases = new(() => With(Messages));
    private static readonly Lazy<Seq<Case>> QuickCases = new(() => With(QuickMessages));

    /// <summary>All cases.</summary>
    public static Seq<Case> All => Cases.Value;

    /// <summary>All cases, with only 50 messages instead of 1000 in each case of families 12 and 13.</summary>
    public static Seq<Case> Quick => QuickCases.Value;

    /// <summary>Returns all cases, with the given number of messages in each case of families 12 and 13.</summary>
    public static Seq<Case> With(int messages) =>
        Seq.create<Case>([
            .. Family
                .All.SelectMany(family => family.Cases(messages).Select(found => found with { IsAutobahn = family.IsAutobahn }))
                .OrderBy(found => found.Id)
                .Select((found, at) => found with { Index = at + 1, DecidedBy = DecidingSentences.Of(found.Id) }),
        ]);

    /// <summary>Returns the cases that a tester in the given role can run.</summary>
    public static Seq<Case> For(Role tester, IEnumerable<Case> cases) =>
        Seq.create<Case>([.. cases.Where(found => found.Tester.ForAll(role => role == tester))]);

    /// <summary>Returns the cases that can be run over HTTP/2.</summary>
    public static Seq<Case> ForHttp2(IEnumerable<Case> cases) =>
        Seq.create<Case>([.. cases.Where(found => !found.NeedsHttp1)]);

    /// <summary>Returns the name of a family, or the given id if there is no such family.</summary>
    /// <param name="family">The id of the family, which is the first component of its case ids.</param>
    public static string FamilyName(string family) => Family.NameOf(family);
}
