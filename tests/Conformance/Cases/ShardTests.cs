namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The parts that cases are divided into.</summary>
public sealed class ShardTests
{
    public static TheoryData<int> Counts => [.. Enumerable.Range(1, 32), 600];

    [Theory]
    [MemberData(nameof(Counts))]
    public void Shards_have_each_case_exactly_once_in_order(int count)
    {
        var chosen = Classic.All.Filter(found => found.Id.Family is "7" or "9" || found.Index % 3 == 0).Strict();
        Assert.All([Classic.All, Classic.Quick, chosen, chosen.Take(3).Strict()], cases =>
        {
            var shards = Parts(cases, count);
            Assert.Equal(cases.Map(found => found.Id), shards.SelectMany(shard => shard).Select(found => found.Id).Order());
            Assert.All(shards, shard => Assert.Equal(shard.Map(found => found.Index).Order(), shard.Map(found => found.Index)));
        });
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(16)]
    public void Shards_are_about_equally_long(int count)
    {
        var octets = Parts(Classic.All, count)
            .Select(shard =>
                shard.Sum(found =>
                    found.Expectation is Expectation.CompressedExchange exchange ? (double)exchange.Count * exchange.Length : 0
                )
            )
            .ToArray();
        Assert.True(octets.Max() < octets.Min() * 1.1, string.Join(", ", octets));
        var light = Parts(Classic.All, count).Select(shard => shard.Count(found => !found.IsHeavy)).ToArray();
        Assert.True(light.Max() - light.Min() <= 1, string.Join(", ", light));
        Assert.All(Parts(Classic.All, count), shard => Assert.Contains(shard, found => found.Id.Family == "12"));
    }

    [Theory]
    [InlineData("0/8")]
    [InlineData("9/8")]
    [InlineData("1/0")]
    [InlineData("-1/8")]
    [InlineData("1/1001")]
    [InlineData("1")]
    [InlineData("1/2/3")]
    [InlineData(" 1/8")]
    [InlineData("+1/8")]
    [InlineData("99999999999/8")]
    [InlineData("")]
    public void Text_that_is_not_a_shard_is_none(string text) => Assert.True(Shard.Parse(text).IsNone);

    private static Seq<Case>[] Parts(Seq<Case> cases, int count) =>
        [
            .. Enumerable
                .Range(1, count)
                .Select(number => Shard.Parse($"{number}/{count}").IfNone(() => throw new InvalidOperationException()).Of(cases)),
        ];
}
