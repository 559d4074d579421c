namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The core in both roles against every case, in virtual time.</summary>
public sealed class MemoryCatalogueTests
{
    [Theory]
    [InlineData(Role.Server)]
    [InlineData(Role.Client)]
    public void The_core_passes_every_case(Role role)
    {
        var cases = Classic.With(messages: 10);
        var messages = CompressedMessages.For(cases);
        var results = cases.Map(found => MemoryRunner.Run(found, role, Ours.Protocol, messages)).Strict();
        var failures = results.Filter(result => result.Judgement.Behavior is not (Verdict.Ok or Verdict.Informational) || result.Judgement.Close is not (Verdict.Ok or Verdict.Informational))
            .Map(result => $"{result.Case.Id} {result.Judgement}").Strict();
        Assert.Empty(failures);
        Assert.Equal(517, results.Count);
    }

    [Theory]
    [InlineData(Role.Server)]
    [InlineData(Role.Client)]
    public void A_core_without_compression_fails_no_case(Role role)
    {
        var results = Catalogue.For(role == Role.Server ? Role.Client : Role.Server, Catalogue.With(messages: 2)).Map(found => MemoryRunner.Run(found, role, ConnectionOptions.Default)).Strict();
        Assert.Empty(results.Filter(result => result.Judgement.IsFailure).Map(result => $"{result.Case.Id} {result.Judgement}"));
        Assert.All(results.Filter(result => result.Case.NeedsDeflate), result => Assert.Equal(Verdict.Unimplemented, result.Judgement.Behavior));
    }
}
