using System.Text.Json;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The list of cases, and the selection of cases.</summary>
public sealed class CatalogueTests
{
    [Fact]
    public void Each_case_for_servers_has_a_stored_verdict_of_the_embedded_server()
    {
        const string File = "tests/Conformance/golden/embedded-server.json";
        using var stored = JsonDocument.Parse(KeptDocument.Read(File));
        var lines = stored.RootElement.GetProperty("Pure.WebSockets").EnumerateObject().Select(line => line.Name).ToArray();
        var cases = Catalogue.For(Role.Client, Catalogue.All).Map(found => found.Id.Text).ToArray();
        var (missing, gone) = (string.Join(", ", cases.Except(lines)), string.Join(", ", lines.Except(cases)));
        Assert.True(missing.Length == 0, $"{File} has no line for {missing}: add the verdict of a run of purews");
        Assert.True(gone.Length == 0, $"{File} has a line for {gone}, which is not a case for servers: remove it");
    }

    [Fact]
    public void There_are_517_cases_with_different_ids()
    {
        Assert.Equal(517, Classic.All.Count);
        Assert.Equal(517, Classic.All.Map(found => found.Id.Text).Distinct().Count);
    }

    [Fact]
    public void A_quick_run_has_the_same_cases_and_fewer_compressed_messages()
    {
        Assert.Equal(Classic.All.Map(found => (found.Id, found.Index)), Classic.Quick.Map(found => (found.Id, found.Index)));
        Assert.All(
            Classic.All.Zip(Classic.Quick),
            pair => Assert.Equal(pair.Item1.Compression.IsSome ? (1000, 50) : (0, 0), (Messages(pair.Item1), Messages(pair.Item2)))
        );

        static int Messages(Case running) => running.Expectation is Expectation.CompressedExchange exchange ? exchange.Count : 0;
    }

    [Theory]
    [InlineData("12.1.1", 16, 0, 60)]
    [InlineData("12.3.3", 256, 0, 120)]
    [InlineData("13.1.4", 1024, 0, 240)]
    [InlineData("12.5.10", 131072, 0, 480)]
    [InlineData("12.2.11", 8192, 256, 480)]
    [InlineData("13.6.15", 131072, 256, 480)]
    [InlineData("13.7.18", 131072, 32768, 480)]
    public void A_case_of_compression_has_its_length_fragments_and_time(string id, int length, int fragment, int seconds)
    {
        var found = Classic.All.Find(one => one.Id.Text == id).IfNone(() => throw new InvalidOperationException(id));
        var exchange = Assert.IsType<Expectation.CompressedExchange>(found.Expectation);
        Assert.Equal((length, fragment), (exchange.Length, exchange.FragmentSize));
        Assert.Equal(new TesterAction.CloseAfter(TimeSpan.FromSeconds(seconds)), Assert.Single(found.Script));
    }

    [Theory]
    [InlineData("1", 16)]
    [InlineData("2", 11)]
    [InlineData("3", 7)]
    [InlineData("4", 10)]
    [InlineData("5", 20)]
    [InlineData("6", 145)]
    [InlineData("7", 37)]
    [InlineData("9", 54)]
    [InlineData("10", 1)]
    [InlineData("12", 90)]
    [InlineData("13", 126)]
    public void Each_family_has_its_number_of_cases(string family, int count) =>
        Assert.Equal(count, Classic.All.Filter(found => found.Id.Family == family).Count);

    [Theory]
    [InlineData("1.2.8", 16)]
    [InlineData("2.11", 27)]
    [InlineData("5.20", 64)]
    [InlineData("6.5.1", 78)]
    [InlineData("6.23.7", 209)]
    [InlineData("7.13.2", 246)]
    [InlineData("9.8.6", 300)]
    [InlineData("10.1.1", 301)]
    [InlineData("12.1.1", 302)]
    [InlineData("12.5.18", 391)]
    [InlineData("13.1.1", 392)]
    [InlineData("13.7.18", 517)]
    public void Cases_stand_where_the_old_suite_has_them(string id, int index) =>
        Assert.Equal(index, Classic.All.Find(found => found.Id.Text == id).Map(found => found.Index).IfNone(0));

    [Theory]
    [InlineData("*", 517)]
    [InlineData("1.*", 16)]
    [InlineData("1*", 233)]
    [InlineData("2.1*", 3)]
    [InlineData("7.*,2.1", 38)]
    [InlineData("10.1.1", 1)]
    public void A_star_stands_for_any_text_and_a_pattern_is_a_prefix(string patterns, int count) =>
        Assert.Equal(count, Choose(patterns, "").IfLeft(Seq<Case>.Empty).Count);

    [Fact]
    public void Excluded_cases_are_left_out() => Assert.Equal(517 - 54 - 1, Choose("*", "9.*,2.1").IfLeft(Seq<Case>.Empty).Count);

    [Theory]
    [InlineData("7.99", "")]
    [InlineData("*", "8.*")]
    public void A_pattern_that_matches_no_case_is_reported(string patterns, string excluded) =>
        Assert.Equal(excluded.Length > 0 ? excluded : patterns, Choose(patterns, excluded).IfRight(""));

    [Fact]
    public void Ids_are_ordered_number_by_number() =>
        Assert.Equal(
            ["1.1.1", "1.2.1", "2.1", "2.2", "2.10", "2.11", "10.1.1", "H.1"],
            new[] { "10.1.1", "2.10", "H.1", "2.2", "1.2.1", "2.11", "2.1", "1.1.1" }.Order(
                Comparer<string>.Create((left, right) => new CaseId(left).CompareTo(new CaseId(right)))
            )
        );

    private static Either<string, Seq<Case>> Choose(string patterns, string excluded) =>
        CasePattern.Choose(Classic.All, Split(patterns), Split(excluded));

    private static Seq<string> Split(string patterns) => Seq.create(patterns.Split(',', StringSplitOptions.RemoveEmptyEntries));
}
