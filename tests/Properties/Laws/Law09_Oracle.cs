using FsCheck;
using FsCheck.Fluent;

namespace Pure.WebSockets.Properties;

/// <summary>
/// Law 9: if System.Net.WebSockets accepts a stream, the core delivers the same messages; if it rejects the stream, the core rejects it
/// too. The exceptions are listed with the rules that decide them.
/// </summary>
public sealed class Law09_Oracle
{
    // A fixed seed, so that each run meets the same differences.
    private static readonly (Conversation Conversation, Verdict Verdict)[] Sample = Comparison
        .Any.Sample(2500, new Rnd(2024), 50)
        .Select(comparison => (comparison.Conversation, Verdict.On(comparison.Conversation)))
        .ToArray();

    /// <summary>The names of the differences in the sample.</summary>
    public static TheoryData<string> Differences { get; } = new(Difference.All.Select(difference => difference.Met));

    // A fixed seed. How the framework handles invalid bytes is not under our control, so a new combination must not fail an unrelated
    // change. Another seed or a greater depth searches for new ones.
    [Property(Replay = "(2024,9)")]
    public void The_framework_tells_and_says_the_same_but_for_what_is_listed(Comparison comparison)
    {
        var verdict = Verdict.On(comparison.Conversation);
        Assert.True(verdict.Holds, verdict.ToString());
    }

    [Fact]
    public void Each_difference_is_as_it_is_told() =>
        Assert.All(Sample, one => Assert.True(one.Verdict.Holds, $"{one.Conversation}{one.Verdict}"));

    [Theory]
    [MemberData(nameof(Differences))]
    public void Each_difference_is_met(string met) =>
        Assert.True(Sample.Any(one => one.Verdict.Seen?.Met == met), $"no conversation met {met}: is it no longer a difference?");

    [Fact]
    public void The_table_of_the_differences_is_the_list()
    {
        var rows = File.ReadLines(Path.Combine(Repository.Docs, "oracle.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Skip(1);
        Assert.Equal(Difference.All.Select(difference => $"| {difference.Met} | {difference.Framework} | {difference.Rule} |"), rows);
    }

    [Fact]
    public void At_least_three_fifths_agree_from_end_to_end() => AtLeast(0.6, one => one.Verdict.Seen is null);

    [Fact]
    public void At_least_a_third_deliver_messages_and_agree_from_end_to_end() =>
        AtLeast(0.33, one => one.Verdict.Seen is null && one.Verdict.Core.Told.Any(said => IsMessage(said)));

    [Fact]
    public void At_least_a_fifth_agree_on_compressed_messages() =>
        AtLeast(0.2, one => one.Verdict.Seen is null && Compressed(one.Conversation) && one.Verdict.Core.Told.Any(said => IsMessage(said)));

    [Fact]
    public void At_least_three_tenths_agree_on_messages_of_ours() =>
        AtLeast(0.3, one => one.Verdict.Seen is null && one.Verdict.Core.Heard.Any(said => IsMessage(said)));

    [Fact]
    public void At_least_a_tenth_agree_that_the_connection_fails_and_with_what_code() =>
        AtLeast(0.1, one => one.Verdict.Seen is null && one.Verdict.Core.IsFailed && one.Verdict.Core.IsClosed);

    [Fact]
    public void At_least_a_twentieth_agree_on_misuse() =>
        AtLeast(0.05, one => one.Verdict.Seen is null && one.Verdict.Core.Told.Contains(Said.Misuse));

    [Fact]
    public void At_least_a_fiftieth_agree_on_what_the_peer_closes_with() =>
        AtLeast(
            0.02,
            one => one.Verdict.Seen is null && one.Verdict.Core.Told.Any(said => said.What.StartsWith("close", StringComparison.Ordinal))
        );

    [Fact]
    public void Some_agree_on_a_ping_that_comes_behind_our_close_frame() =>
        AtLeast(
            0.002,
            one =>
                one.Verdict.Seen is null
                && one.Verdict.Core.Heard.Any(said => said.What.Contains("after its close frame", StringComparison.Ordinal))
        );

    private static bool IsMessage(Said said) => said.What is nameof(MessageKind.Text) or nameof(MessageKind.Binary);

    private static bool Compressed(Conversation conversation) => conversation.Agreement.Compression.IsSome;

    private static void AtLeast(double part, Func<(Conversation Conversation, Verdict Verdict), bool> predicate)
    {
        foreach (var role in Enum.GetValues<Role>())
        {
            var ofRole = Sample.Where(one => one.Conversation.Role == role).ToArray();
            var share = (double)ofRole.Count(predicate) / ofRole.Length;
            Assert.True(share >= part, $"{share:P1} of the conversations of a {role}, at least {part:P1} expected");
        }
    }
}
