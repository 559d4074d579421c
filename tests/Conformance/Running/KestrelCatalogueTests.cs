using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Our implementation on Kestrel, with code written for the framework's API, against every case.</summary>
public sealed class KestrelCatalogueTests
{
    [Fact]
    public async Task Existing_code_on_ours_passes_every_case_over_HTTP_1()
    {
        await using var server = await KestrelEcho.StartOnOursAsync();
        await PassesAsync(new TcpRunner(new TestTarget(server.Url), Tested.Patient).RunAsync, Classic.With(messages: 10), 517);
    }

    [Fact]
    public async Task Existing_code_on_ours_passes_every_case_over_HTTP_2()
    {
        await using var server = await KestrelEcho.StartOnOursAsync(HttpProtocols.Http2);
        await PassesAsync(
            new TcpRunner(new TestTarget(server.Url) { IsHttp2 = true }, Tested.Patient).RunAsync,
            Catalogue.ForHttp2(Classic.With(messages: 10)),
            517
        );
    }

    // If the next frame fails the connection, a lost echo is non-strict; it depends on timing, because the code does not run on the loop.
    private static async Task PassesAsync(
        Func<Case, CompressedMessages, CancellationToken, Task<CaseResult>> run,
        Seq<Case> cases,
        int count
    )
    {
        var results = await CaseSuite.RunAsync(cases, run, parallel: 16, _ => { }, TestContext.Current.CancellationToken);
        TestContext.Current.SendDiagnosticMessage(
            string.Join(", ", results.GroupBy(result => result.Judgement.Behavior).Select(group => $"{group.Key}: {group.Count()}"))
        );
        Assert.Empty(results.Filter(result => result.Judgement.IsFailure).Map(result => $"{result.Case.Id} {result.Judgement}"));
        Assert.Equal(count, results.Count);
    }
}
