namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The framework's client, with compression, through the whole catalogue.</summary>
public sealed class FrameworkClientTests
{
    [Fact]
    public async Task ClientWebSocket_fails_no_case()
    {
        await using var tested = Tested.With(options => options);
        await Parallel.ForEachAsync(
            tested.Server.Options.Cases.Map(found => found.Id.Text),
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken },
            async (id, _) => await tested.RunAsync(id, "framework", compresses: true));
        var ended = tested.Ended();
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Join(
                ", ",
                ended.GroupBy(one => one.Result.Judgement.Behavior).Select(group => $"{group.Count()} {VerdictText.Of(group.Key)}")
            )
        );
        Assert.Equal(517, ended.Length);
        Assert.Empty(ended.Where(one => one.Result.Judgement.IsFailure).Select(one => $"{one.Result.Case.Id} {one.Result.Judgement}"));
        Assert.DoesNotContain(ended, one => one.Result.Judgement.Behavior == Verdict.Unimplemented);
    }
}
