namespace Pure.WebSockets.Conformance;

/// <summary>The cases that apply to a peer with a given profile, and the number of cases that apply.</summary>
/// <param name="Cases">The cases, adapted to the peer.</param>
/// <param name="Scope">The number of cases that apply, and the reasons why other cases apply only in part or not at all.</param>
internal sealed record ProfiledCases(Seq<Case> Cases, ProfileScope Scope)
{
    public static ProfiledCases Of(PeerProfile profile, IEnumerable<Case> cases)
    {
        Case[] all = [.. cases];
        if (profile.IsEcho)
            return new ProfiledCases(
                Seq.create(all),
                new ProfileScope(profile.Name, all.Length, all.Length, Seq<ReducedCases>.Empty, Seq<ReducedCases>.Empty)
            );
        var fits = Array.ConvertAll(all, one => (one.Id, Fit: FitOf(profile, one)));
        return new ProfiledCases(
            Seq.create<Case>([
                .. fits.SelectMany(one => one.Fit switch
                {
                    Fit.Whole whole => new[] { whole.Case },
                    Fit.Part part => [part.Case],
                    _ => [],
                }),
            ]),
            new ProfileScope(
                profile.Name,
                all.Length,
                fits.Count(one => one.Fit is Fit.Whole),
                Grouped(fits.Select(one => (one.Id, (one.Fit as Fit.Part)?.Why))),
                Grouped(fits.Select(one => (one.Id, (one.Fit as Fit.Not)?.Why)))
            )
        );
    }

    /// <summary>Returns how a case applies to a peer that does not echo messages.</summary>
    public static Fit FitOf(PeerProfile profile, Case one) => SilentCases.Of(one) switch
    {
        Fit.Part part when profile.Protocol.Case is ApplicationProtocol protocol => RequestCases
            .Of(one, protocol, profile.UniqueOf(one.Id.Text))
            .Match(Right: Fit (carried) => new Fit.Whole(carried), Left: why => part with { Why = why }),
        Fit.Part when profile.Misfit.Case is string why => new Fit.Not(why),
        var fit => fit,
    };

    private static Seq<ReducedCases> Grouped(IEnumerable<(CaseId Id, string? Why)> cases) =>
        Seq.create<ReducedCases>([
            .. cases
                .Where(one => one.Why is not null)
                .GroupBy(one => one.Why!, StringComparer.Ordinal)
                .OrderByDescending(group => group.Count())
                .ThenBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => new ReducedCases(group.Key, Seq.create<CaseId>([.. group.Select(one => one.Id)]))),
        ]);
}

/// <summary>The number of cases that apply to a peer, and the reasons why other cases apply only in part or not at all.</summary>
/// <param name="Profile">The name of the profile.</param>
/// <param name="Cases">The total number of cases.</param>
/// <param name="Whole">The number of cases that apply completely.</param>
/// <param name="InPart">The cases that apply in part, with the reasons.</param>
/// <param name="LeftOut">The cases that do not apply, with the reasons.</param>
internal sealed record ProfileScope(string Profile, int Cases, int Whole, Seq<ReducedCases> InPart, Seq<ReducedCases> LeftOut)
{
    /// <summary>Whether all cases apply completely.</summary>
    public bool IsWhole => Whole == Cases;

    /// <inheritdoc/>
    public override string ToString() =>
        $"Profile {Profile}: {Whole} of {Cases} {(Cases == 1 ? "case applies" : "cases apply")}, "
            + $"{InPart.Sum(one => one.Cases.Count)} in part, {LeftOut.Sum(one => one.Cases.Count)} not.";
}

/// <summary>A group of cases that apply only in part, or not at all, for one common reason.</summary>
/// <param name="Why">The reason, as a clause that begins with a lower-case letter and has no full stop.</param>
/// <param name="Cases">The ids of the cases.</param>
internal sealed record ReducedCases(string Why, Seq<CaseId> Cases);
