namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Peers that send nothing back, in memory: the sound ones fail no case, and the faulty ones are caught.</summary>
public sealed class SilentPeerTests(ITestOutputHelper output)
{
    /// <summary>The cases for a silent server: all light ones, and short ones of families 12 and 13.</summary>
    private static Seq<Case> Cases { get; } = PeerProfile.Silent.Of(FaultCases.For(Role.Server)).Cases;

    [Theory]
    [InlineData(EchoPeer.Application.Ignores)]
    [InlineData(EchoPeer.Application.Refuses)]
    [InlineData(EchoPeer.Application.Drops)]
    public void A_sound_peer_fails_no_case_whatever_its_application_does(EchoPeer.Application application)
    {
        var results = Cases.AsParallel().Select(found => Run(found, Fault.None, application)).ToArray();
        foreach (var group in results.GroupBy(result => result.Judgement.Behavior))
            output.WriteLine($"{VerdictText.Of(group.Key)}: {group.Count()}");
        Assert.Empty(
            results
                .Where(result =>
                    result.Judgement.IsFailure
                    || (application == EchoPeer.Application.Ignores
                        && result.Judgement.Behavior is not (Verdict.Ok or Verdict.Informational))
                )
                .Select(result => $"{result.Case.Id} {result.Judgement}")
        );
        Assert.True(results.Length > 300, $"{results.Length} cases");
    }

    [Fact]
    public void A_sound_peer_that_ignores_messages_is_judged_and_not_only_recorded()
    {
        var results = Cases.AsParallel().Select(found => Run(found, Fault.None, EchoPeer.Application.Ignores)).ToArray();
        var original = FaultCases.For(Role.Server).ToDictionary(found => found.Id);
        // Cases that are informational with an echo server stay informational. The others are judged.
        Assert.Empty(
            results
                .Where(result => result.Judgement.Behavior == Verdict.Informational)
                .Where(result =>
                    Run(original[result.Case.Id], Fault.None, EchoPeer.Application.Echoes).Judgement.Behavior != Verdict.Informational
                )
                .Select(result => $"{result.Case.Id} {result.Judgement}")
        );
    }

    [Fact]
    public void A_peer_that_echoes_fails_no_case_of_the_silent_profile()
    {
        var results = Cases.AsParallel().Select(found => Run(found, Fault.None, EchoPeer.Application.Echoes)).ToArray();
        Assert.Empty(
            results.Where(result => result.Judgement.IsFailure).Select(result => $"{result.Case.Id} {result.Judgement}")
        );
    }

    [Fact]
    public void Most_faults_that_a_silent_peer_shows_are_caught()
    {
        foreach (var score in SilentScore.All.Where(score => score.IsNoticed))
            output.WriteLine($"{score.End}: it {score.End.Says}: noticed by {score.NoticedBy}");
        foreach (var score in SilentScore.All.Where(score => score.IsMissed))
            output.WriteLine($"{score.End}: it {score.End.Says}: visible in {score.VisibleIn}, and neither caught nor noticed");
        var (caught, visible) = (
            SilentScore.All.Count(score => score.CaughtBy is not null),
            SilentScore.All.Count(score => score.IsVisible)
        );
        output.WriteLine($"silent faults caught: {caught} of {visible} that are visible, of {SilentScore.All.Count} in all");
        Assert.True(caught >= visible * 8 / 10, $"{caught} of {visible}");
        Assert.True(visible > SilentScore.All.Count / 2, $"{visible} of {SilentScore.All.Count}");
    }

    [Fact]
    public void The_document_has_the_numbers_of_cases_and_the_faults() =>
        KeptDocument.Compare("docs/profiles.md", "<!-- the numbers -->", ProfileDocument.Write());

    [Fact]
    public void The_document_shows_the_line_of_a_run() =>
        Assert.Contains(
            $"\n{PeerProfile.Silent.Of(ProfileDocument.Cases).Scope}\n",
            KeptDocument.Read("docs/profiles.md"),
            StringComparison.Ordinal
        );

    private static CaseResult Run(Case running, Fault fault, EchoPeer.Application application) =>
        SilentScore.Run(running, fault, application);
}
