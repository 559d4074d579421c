using Pure.WebSockets.Host.Tests;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The fuzzing server with an independent client.</summary>
public sealed class NodeClientTests
{
    private static readonly string[] Ids =
    [
        "1.1.1",
        "1.2.8",
        "2.5",
        "2.10",
        "3.4",
        "4.1.5",
        "5.15",
        "5.20",
        "6.2.3",
        "6.3.1",
        "6.4.4",
        "7.1.6",
        "7.3.2",
        "7.5.1",
        "7.7.5",
        "7.9.3",
        "9.3.4",
        "9.7.3",
        "10.1.1",
        "12.1.3",
        "12.2.15",
        "13.3.2",
        "13.6.6",
        "13.7.11",
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_made_of_ws_passes_cases_of_each_family(bool isSecured)
    {
        await using var tested = Tested.With(options =>
            options with
            {
                Cases = Tested.Only(options.Cases, Ids),
                Tls = Tested.TlsWhen(isSecured),
            }
        );
        using var client = NodePeer.StartWithWs("driver.js", tested.Url("").ToString().TrimEnd('/'), "ws for node", "4");
        Assert.Equal($"{Ids.Length}", await client.ReadLineAsync());
        await client.EndAsync();
        Assert.Equal(Ids.Length, tested.Ended().Length);
        Assert.Empty(
            tested
                .Ended()
                .Where(ended => ended.Result.Judgement.IsFailure)
                .Select(ended => $"{ended.Result.Case.Id} {ended.Result.Judgement}")
        );
        Assert.All(tested.Ended(), ended => Assert.Equal("ws for node", ended.Agent));
        Assert.All(
            tested.Ended().Where(ended => ended.Result.Case.Compression.IsSome),
            ended => Assert.True(ended.Result.Observation.Incoming.CompressionRatio < 1.2)
        );
        Assert.True(File.Exists(Path.Combine(tested.Folder, "index.json")));
    }
}
