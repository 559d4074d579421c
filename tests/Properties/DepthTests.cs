using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Pure.WebSockets.Properties;

/// <summary>
/// Tests how a law runs, and how its failure is reported, replayed and shrunk. This program starts itself with the laws of
/// <see cref="DeliberateFaults"/>.
/// </summary>
public sealed partial class DepthTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>A seed that does not fail at the first case.</summary>
    private const string Seed = "(20,11)";

    [Fact]
    public async Task A_law_that_fails_prints_its_seed_and_the_case_as_generated_and_as_shrunk()
    {
        var told = await RunAsync(nameof(DeliberateFaults.Nobody_sends_long_text), Seed);
        Assert.Contains("Replay directly at failing step with (", told, StringComparison.Ordinal);
        Assert.Contains("Original:", told, StringComparison.Ordinal);
        var shrunk = Shrunk(told);
        Assert.Equal(1, shrunk.Split("peer: Text").Length - 1);
        Assert.DoesNotContain("ours:", shrunk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_is_shrunk_to_the_shortest_conversation_that_shows_it()
    {
        var told = await RunAsync(nameof(DeliberateFaults.A_ping_touches_no_message), Seed, depth: 20_000);
        var moments = Moment().Matches(Shrunk(told)).Select(moment => moment.Value.Trim()).ToArray();
        Assert.Equal(2, moments.Length);
        Assert.Contains(" fin0 ", moments[0], StringComparison.Ordinal);
        Assert.StartsWith("peer: Ping", moments[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_seed_that_a_failure_prints_gives_the_same_case_at_once()
    {
        var told = await RunAsync(nameof(DeliberateFaults.Nobody_sends_long_text), Seed);
        Assert.DoesNotContain("Falsifiable, after 1 test", told, StringComparison.Ordinal);
        var again = await RunAsync(nameof(DeliberateFaults.Nobody_sends_long_text), FailingStep().Match(told).Groups["seed"].Value);
        Assert.Contains("Falsifiable, after 1 test", again, StringComparison.Ordinal);
        Assert.Equal(Shrunk(told), Shrunk(again));
    }

    [Theory]
    [InlineData(nameof(DeliberateFaults), null, 1000)]
    [InlineData(nameof(DeliberateFaults), 17, 17)]
    [InlineData(nameof(DeliberateFaults), 1500, 1500)]
    [InlineData(nameof(DeliberateFewCases), null, 30)]
    [InlineData(nameof(DeliberateFewCases), 17, 17)]
    [InlineData(nameof(DeliberateFewCases), 1500, 30)]
    public async Task As_many_cases_are_tried_as_asked_for(string laws, int? asked, int tried) =>
        Assert.Equal(tried, Tried().Count(await RunAsync(nameof(DeliberateFaults.Numbers_are_counted), Seed, asked, laws)));

    [Fact]
    public async Task A_law_may_return_a_bool() =>
        Assert.Contains("Falsifiable", await RunAsync(nameof(DeliberateFaults.Numbers_are_small), Seed), StringComparison.Ordinal);

    [GeneratedRegex(
        @"Replay directly at failing step with (?<seed>\([0-9,]+\))",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex FailingStep();

    [GeneratedRegex("(peer|ours): [^\n]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Moment();

    [GeneratedRegex("tried -?[0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Tried();

    private static string Shrunk(string told)
    {
        var from = told.IndexOf("Shrunk:", StringComparison.Ordinal);
        Assert.True(from >= 0, told);
        return told[from..told.IndexOf("---- ", from, StringComparison.Ordinal)];
    }

    private static async Task<string> RunAsync(string law, string replay, int? depth = null, string laws = nameof(DeliberateFaults))
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Pure.WebSockets.Properties"))
        {
            ArgumentList =
            {
                "-method",
                $"{typeof(DepthTests).Namespace}.{laws}.{law}",
                "-explicit",
                "only",
                "-showLiveOutput",
                "-noColor",
            },
            Environment = { ["PUREWS_REPLAY"] = replay },
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment.Remove("PUREWS_DEPTH");
        if (depth is { } asked) start.Environment["PUREWS_DEPTH"] = $"{asked}";
        using var run = Process.Start(start)!;
        var told = await run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
        await run.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
        return told;
    }
}
