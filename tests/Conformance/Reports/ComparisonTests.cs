namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Comparing two indexes, and merging several.</summary>
public sealed class ComparisonTests
{
    [Fact]
    public void Verdicts_have_an_order_of_their_own()
    {
        Verdict[] order =
        [
            Verdict.Ok,
            Verdict.Informational,
            Verdict.NonStrict,
            Verdict.Unimplemented,
            Verdict.WrongCode,
            Verdict.FailedByClient,
            Verdict.Unclean,
            Verdict.Failed,
        ];
        Assert.Equal(order, Enum.GetValues<Verdict>().OrderBy(VerdictText.Rank));
        Assert.Equal(order.Length, order.Select(VerdictText.Rank).Distinct().Count());
    }

    [Theory]
    [InlineData(Verdict.Ok, Verdict.Ok, Verdict.Ok, Verdict.Ok, VerdictChangeKind.Same)]
    [InlineData(Verdict.Failed, Verdict.Failed, Verdict.Failed, Verdict.Failed, VerdictChangeKind.Same)]
    [InlineData(Verdict.Ok, Verdict.Ok, Verdict.NonStrict, Verdict.Ok, VerdictChangeKind.Worse)]
    [InlineData(Verdict.Ok, Verdict.WrongCode, Verdict.Ok, Verdict.Unclean, VerdictChangeKind.Worse)]
    [InlineData(Verdict.Failed, Verdict.Ok, Verdict.Ok, Verdict.WrongCode, VerdictChangeKind.Worse)]
    [InlineData(Verdict.Failed, Verdict.Failed, Verdict.Failed, Verdict.Unclean, VerdictChangeKind.Better)]
    [InlineData(Verdict.Unimplemented, Verdict.Ok, Verdict.Ok, Verdict.Ok, VerdictChangeKind.Better)]
    public void A_case_is_worse_when_either_verdict_is(
        Verdict behavior,
        Verdict close,
        Verdict laterBehavior,
        Verdict laterClose,
        VerdictChangeKind kind
    )
    {
        var change = Assert.Single(
            IndexComparison.Of(
                Entries.Many(Entries.Of("a", "1.1", behavior, close)),
                Entries.Many(Entries.Of("a", "1.1", laterBehavior, laterClose))
            )
        );
        Assert.Equal((kind, kind == VerdictChangeKind.Worse), (change.Kind, change.IsRegression));
    }

    [Theory]
    [InlineData(Verdict.Ok, false)]
    [InlineData(Verdict.Unimplemented, false)]
    [InlineData(Verdict.Failed, true)]
    public void A_new_case_is_a_step_back_when_it_fails(Verdict verdict, bool isRegression) =>
        Assert.Equal(
            (VerdictChangeKind.New, isRegression),
            Assert.Single(IndexComparison.Of(Seq<IndexEntry>.Empty, Entries.Many(Entries.Of("a", "1.1", verdict)))) is var change
                ? (change.Kind, change.IsRegression)
                : default
        );

    [Fact]
    public void A_missing_case_is_a_regression_and_another_duration_is_not_a_change()
    {
        var changes = IndexComparison.Of(
            Entries.Many(Entries.Of("a", "2.10"), Entries.Of("a", "2.2") with { Milliseconds = 9 }),
            Entries.Many(Entries.Of("a", "2.2"))
        );
        Assert.Equal(
            [("2.2", VerdictChangeKind.Same, false), ("2.10", VerdictChangeKind.Gone, true)],
            changes.Map(change => (change.Id.Text, change.Kind, change.IsRegression)).ToArray()
        );
    }

    [Fact]
    public void Agents_are_told_apart_by_name_unless_each_index_has_one()
    {
        var one = Entries.Many(Entries.Of("server/1", "1.1"));
        Assert.Equal(
            [VerdictChangeKind.Same],
            IndexComparison.Of(one, Entries.Many(Entries.Of("server/2", "1.1"))).Map(change => change.Kind).ToArray()
        );
        Assert.Equal(
            [("other", VerdictChangeKind.New), ("server/1", VerdictChangeKind.Gone), ("server/2", VerdictChangeKind.New)],
            IndexComparison
                .Of(one, Entries.Many(Entries.Of("server/2", "1.1"), Entries.Of("other", "1.1")))
                .Map(change => (change.Agent, change.Kind))
                .ToArray()
        );
    }

    [Fact]
    public void Indexes_of_shards_are_joined()
    {
        var merged = Merge(
            MergePreference.None,
            Filed("x", Entries.Of("a", "1.1")),
            Filed("y", Entries.Of("a", "1.2")),
            Filed("y", Entries.Of("b", "1.1"))
        );
        Assert.Equal(
            [("x", "a", "1.1"), ("y", "a", "1.2"), ("y", "b", "1.1")],
            merged
                .IfLeft(error => throw new InvalidOperationException(error))
                .Map(filed => (filed.Folder, filed.Entry.Agent, filed.Entry.Id.Text))
                .ToArray()
        );
    }

    [Theory]
    [InlineData(nameof(MergePreference.None), "case 1.1 of 'a' is OK, close OK in 'x' and FAILED, close OK in 'y'.")]
    [InlineData(nameof(MergePreference.First), "x")]
    [InlineData(nameof(MergePreference.Last), "y")]
    public void Verdicts_that_differ_are_an_error_unless_one_folder_is_preferred(string preferred, string told) =>
        Assert.Equal(
            told,
            Merge(
                    Enum.Parse<MergePreference>(preferred),
                    Filed("x", Entries.Of("a", "1.1")),
                    Filed("y", Entries.Of("a", "1.1", Verdict.Failed))
                )
                .Match(Left: error => error, Right: filed => Assert.Single(filed).Folder)
        );

    [Fact]
    public void A_page_of_changes_names_what_changed_and_counts_the_rest()
    {
        var changes = IndexComparison.Of(
            Entries.Many(Entries.Of("<a>", "1.1"), Entries.Of("<a>", "1.2")),
            Entries.Many(Entries.Of("<a>", "1.1", Verdict.Failed), Entries.Of("<a>", "1.2"))
        );
        var page = ChangesMarkdown.Write(changes);
        Assert.Contains("### \\<a\\>", page, StringComparison.Ordinal);
        Assert.Contains("| 1.1 | **worse** | OK, close OK | FAILED, close OK |", page, StringComparison.Ordinal);
        Assert.DoesNotContain("| 1.2 |", page, StringComparison.Ordinal);
        Assert.Contains(
            "Nothing: 1 case is the same.",
            ChangesMarkdown.Write(changes.Filter(change => change.Kind == VerdictChangeKind.Same).Strict()),
            StringComparison.Ordinal
        );
    }

    private static FiledEntry Filed(string folder, IndexEntry entry) => new(folder, entry);

    private static Either<string, Seq<FiledEntry>> Merge(MergePreference preferred, params FiledEntry[] entries) =>
        IndexMerge.Of(Seq.create(entries), preferred);
}
