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
        var failures = results
            .Filter(result =>
                result.Judgement.Behavior is not (Verdict.Ok or Verdict.Informational)
                || result.Judgement.Close is not (Verdict.Ok or Verdict.Informational)
            )
            .Map(result => $"{result.Case.Id} {result.Judgement}")
            .Strict();
        Assert.Empty(failures);
        Assert.Equal(517, results.Count);
    }

    /// <summary>
    /// Law 13 for the catalogue: neither the record form nor the kernel form loses an answer because of other input in the same read.
    /// </summary>
    [Theory]
    [InlineData(Role.Server)]
    [InlineData(Role.Client)]
    public void An_echo_on_the_record_form_gets_the_verdicts_of_one_on_the_kernel(Role role)
    {
        var cases = Catalogue.For(role == Role.Server ? Role.Client : Role.Server, Catalogue.With(messages: 10));
        var messages = CompressedMessages.For(cases);
        var records = cases.Map(found => MemoryRunner.Run(found, role, Ours.Protocol, messages)).Map(Verdicts).Strict();
        Assert.Equal(
            cases.Map(found => MemoryRunner.Run(found, role, new KernelEcho(Start(role)), messages)).Map(Verdicts).Strict(),
            records
        );
        Assert.Empty(records.Filter(verdicts => verdicts.Contains(nameof(Verdict.NonStrict), StringComparison.Ordinal)));

        static string Verdicts(CaseResult result) => $"{result.Case.Id}: {result.Judgement.Behavior}, closed {result.Judgement.Close}";

        static Connection Start(Role role) =>
            role == Role.Server
                ? Connection.Server(Ours.Protocol)
                : Connection
                    .Client(
                        new UpgradeOffer("localhost", "/"),
                        (byte[])[.. Enumerable.Range(1, AcceptKey.NonceBytes).Select(at => (byte)(at * 13))],
                        Ours.Protocol
                    )
                    .IfLeft(() => throw new InvalidOperationException("the offer is a constant"));
    }

    [Theory]
    [InlineData(Role.Server)]
    [InlineData(Role.Client)]
    public void A_core_without_compression_fails_no_case(Role role)
    {
        var results = Catalogue
            .For(role == Role.Server ? Role.Client : Role.Server, Catalogue.With(messages: 2))
            .Map(found => MemoryRunner.Run(found, role, ConnectionOptions.Default))
            .Strict();
        Assert.Empty(results.Filter(result => result.Judgement.IsFailure).Map(result => $"{result.Case.Id} {result.Judgement}"));
        Assert.All(
            results.Filter(result => result.Case.NeedsDeflate),
            result => Assert.Equal(Verdict.Unimplemented, result.Judgement.Behavior)
        );
    }
}
