namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Runs the cases of a profile against a server over TCP.</summary>
internal static class Profiled
{
    /// <summary>An example profile of the documentation.</summary>
    public static PeerProfile Example(string name) =>
        PeerProfile
            .Parse(System.Text.Encoding.UTF8.GetBytes(KeptDocument.Read($"docs/profiles/{name}.json")))
            .IfLeft(problems => throw new InvalidOperationException(string.Join('\n', problems.Map(problem => problem.In(name)))));

    /// <summary>The cases for servers without those that transfer much data, and one of each family of those.</summary>
    public static Seq<Case> Light { get; } =
        Catalogue
            .For(Role.Client, Catalogue.With(messages: 3))
            .Filter(found =>
                !found.IsHeavy || found.Id.Text is "9.1.1" or "9.2.1" or "9.3.5" or "9.7.3" or "12.1.3" or "12.1.11" or "13.3.1"
            )
            .Strict();

    /// <summary>Runs the light cases that apply to a server with an example profile. Returns their results.</summary>
    public static async Task<Seq<CaseResult>> RunAsync(string profile, string url) =>
        (await RunAsync(Example(profile), new Uri(url), Light)).Results;

    /// <summary>Runs the cases that apply. Returns their results, and how many of all cases apply.</summary>
    public static async Task<(Seq<CaseResult> Results, ProfileScope Scope)> RunAsync(PeerProfile profile, Uri url, Seq<Case> cases)
    {
        var profiled = profile.Of(cases);
        var runner = new TcpRunner(profile.Handshake.AddTo(new TestTarget(url)), Tested.Patient);
        var results = await CaseSuite.RunAsync(
            profiled.Cases,
            runner.RunAsync,
            // Most of the time is spent waiting, for example until a server ends the transport.
            parallel: 64,
            _ => { },
            TestContext.Current.CancellationToken
        );
        var output = TestContext.Current.TestOutputHelper;
        foreach (var line in ScopeText.Lines(profiled.Scope)) output?.WriteLine(line);
        foreach (var group in results.GroupBy(result => result.Judgement.Behavior))
            output?.WriteLine($"{VerdictText.Of(group.Key)}: {group.Count()}");
        foreach (var result in results.Filter(result => result.Judgement.IsFailure))
            output?.WriteLine($"{result.Case.Id} ({result.Case.Rule}): {result.Judgement.Sentence}");
        return (results, profiled.Scope);
    }

    /// <summary>Asserts that exactly these cases fail. They are findings about the server.</summary>
    public static void AssertFindings(Seq<CaseResult> results, params string[] ids) =>
        Assert.Equal(ids, results.Filter(result => result.Judgement.IsFailure).Map(result => result.Case.Id.Text));

    /// <summary>Asserts that the messages of these cases came back as the content of answers.</summary>
    public static void AssertCarried(Seq<CaseResult> results, params string[] ids) =>
        Assert.DoesNotContain(
            ids,
            id => results.Find(result => result.Case.Id.Text == id).ForAll(result =>
                result.Judgement.Behavior != Verdict.Ok || result.Case.Answers.ForAll(answers => answers.Protocol.IsNone)
            )
        );
}
