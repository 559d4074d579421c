namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Time limits: whether a peer was late, and by how much a limit is extended for a busy peer.</summary>
public sealed class LateTests
{
    private const string Common = "\"id\": \"P.1\", \"description\": \"d\", \"expected\": \"e\", \"rule\": \"r\"";

    [Fact]
    public void A_case_whose_script_closes_the_connection_after_a_time_is_late_only_if_events_are_missing()
    {
        var running = Read(
            """
            "send": [{"ping": "?"}, {"closeAfter": 1}], "expect": [{"pong": "?"}], "closesWhenSatisfied": false
            """
        );
        var missing = Read(
            """
            "send": [{"ping": "?"}, {"closeAfter": 1}], "expect": [{"pong": "?"}, {"pong": "?"}]
            """
        );
        Assert.False(MemoryRunner.Run(running, Role.Server, ConnectionOptions.Default).TimedOut);
        Assert.True(MemoryRunner.Run(missing, Role.Server, ConnectionOptions.Default).TimedOut);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_timer_that_elapses_after_the_answer_makes_nobody_late(bool answers)
    {
        var running = Read(
            """
            "send": [{"close": 1000}, {"failAfter": "never"}]
            """
        );
        var options = TesterOptions.Default with { ServerConnectionDropTimeout = TimeSpan.FromSeconds(10) };
        var run = new CaseRun(running, Role.Client, CompressedMessages.NotShared(), options);
        run.Report(new TranscriptEntry.Opened("", ""), TimeSpan.Zero);
        byte[] close = [0x88, 0x02, 0x03, 0xE8];
        if (answers) run.Report(new TranscriptEntry.Received(close, close.Length), TimeSpan.FromSeconds(0.5));
        Assert.Equal(TimeSpan.FromSeconds(1), run.NextTimer.IfNone(TimeSpan.Zero));
        run.ReportNextTimer(TimeSpan.FromSeconds(1));
        Assert.Equal(answers, !run.IsOver);
        if (answers) run.Report(new TranscriptEntry.Dropped(Side.Theirs), TimeSpan.FromSeconds(1.5));
        Assert.Equal(!answers, run.ToResult().TimedOut);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_limit_is_extended_by_at_most_a_minute_times_the_patience(double patience)
    {
        var options = TesterOptions.Default with { Patience = patience };
        var run = new CaseRun(Entries.Case("9.1.1"), Role.Client, CompressedMessages.NotShared(), options);
        run.Report(new TranscriptEntry.Opened("", ""), TimeSpan.Zero);
        var first = Next();
        while (run.TryPostpone(Option<TimeSpan>.None, Next() - TimeSpan.FromMilliseconds(1), Next())) Assert.True(Next() > first);
        Assert.Equal(first + (TimeSpan.FromMinutes(1) * patience), Next());

        TimeSpan Next() => run.NextTimer.IfNone(() => throw new InvalidOperationException("no timer is running"));
    }

    private static Case Read(string keys) => Exported.Read($"{{{Common}, {keys}}}")[0];
}
