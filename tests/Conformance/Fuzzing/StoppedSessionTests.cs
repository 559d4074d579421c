using System.Diagnostics;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Tests the progress reports of sessions, and the results of sessions that are stopped early.</summary>
public sealed class StoppedSessionTests
{
    [Fact]
    public void A_session_that_is_stopped_keeps_its_findings()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var session = Session(Fault.TakesRsv2) with { ReportInterval = TimeSpan.FromMilliseconds(1) };
        var report = session.Run(
            progress =>
            {
                if (progress.Findings > 0) stop.Cancel();
            },
            stop.Token
        );
        var failure = report.Failures.First(one => one.Finding.Rule == "RFC 6455 §5.2");
        Assert.True(failure is { IsCutShort: true, IsFailure: true, Result: null });
        var script = ConversationGenerator.Generate(session.Seed, failure.Number, session.Tester, session.Generator);
        Assert.Equal($"{script}", $"{failure.Shortest}");
    }

    /// <summary>The tester stops during the attempts to shorten a conversation. The shortest conversation so far is the result.</summary>
    [Fact]
    public void A_conversation_that_is_shortened_only_in_part_is_kept()
    {
        const int Attempts = 10;
        var whole = Session(Fault.TakesRsv2) with { Conversations = 2000, Workers = 1 };
        var longest = whole.Run(_ => { }, TestContext.Current.CancellationToken).Failures[0];
        Assert.False(longest.IsCutShort);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        // The second target is the one for the attempts.
        var (targets, attempts) = (0, 0);
        var part = whole with
        {
            First = longest.Number,
            Conversations = 1,
            TargetOf = (settings, worker) =>
            {
                var target = whole.TargetOf(settings, worker);
                return ++targets == 1 ? target : target with { Open = Counted };

                OpenedPeer Counted(AgreedDeflate? wanted)
                {
                    if (++attempts == Attempts) stop.Cancel();
                    return target.Open(wanted);
                }
            },
        };
        var failure = Assert.Single(part.Run(_ => { }, stop.Token).Failures);
        Assert.Equal(Attempts, attempts);
        Assert.True(failure.IsCutShort);
        var script = ConversationGenerator.Generate(part.Seed, longest.Number, part.Tester, part.Generator);
        Assert.InRange(failure.Shortest.Steps.Length, longest.Shortest.Steps.Length, script.Steps.Length - 1);
        Assert.Equal(longest.Finding.Rule, FuzzRun.Run(failure.Shortest, whole.TargetOf(whole, 0), PeerProfile.Echo).Finding?.Rule);
    }

    [Fact]
    public void A_session_that_is_stopped_while_several_findings_are_shortened_keeps_them_all()
    {
        const int Conversations = 2000;
        var targets = 0;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var session = Session(Fault.TakesRsv2);
        var stopped = session with
        {
            Conversations = Conversations,
            TargetOf = (settings, worker) =>
            {
                // Each worker requests a target for the conversations, and then another one to shorten findings.
                if (Interlocked.Increment(ref targets) > session.Workers) stop.Cancel();
                return session.TargetOf(settings, worker);
            },
        };
        var report = stopped.Run(_ => { }, stop.Token);
        Assert.Equal(Conversations, report.Progress.Conversations);
        Assert.Equal(report.Progress.Findings, report.Failures.Count);
        Assert.All(report.Failures, failure => Assert.True(failure.IsCutShort));
        Assert.Contains(report.Failures, failure => failure.IsFailure);
    }

    [Fact]
    public void Findings_are_not_shortened_after_the_time_for_it()
    {
        var session = Session(Fault.TakesRsv2) with { Conversations = 2000, ShorteningTime = TimeSpan.Zero };
        var report = session.Run(_ => { }, TestContext.Current.CancellationToken);
        Assert.True(report.IsShorteningOver);
        Assert.Equal(report.Progress.Findings, report.Failures.Count);
        Assert.All(report.Failures, failure => Assert.True(failure is { IsCutShort: true, IsUnrepeated: true, IsFlaky: false }));
    }

    [Fact]
    public void Findings_that_become_the_same_are_counted()
    {
        var report = (Session(Fault.TakesRsv2) with { Conversations = 4000 }).Run(_ => { }, TestContext.Current.CancellationToken);
        Assert.False(report.IsShorteningOver);
        Assert.Equal(report.Progress.Findings, report.Failures.Count + report.Merged);
    }

    /// <summary>The interval does not depend on the number of workers.</summary>
    [Fact]
    public void Progress_is_reported_once_per_interval()
    {
        var interval = TimeSpan.FromMilliseconds(100);
        var session = Session(Fault.None) with { Workers = 16, ReportInterval = interval, Time = TimeSpan.FromSeconds(1) };
        var (reports, clock) = (0, Stopwatch.StartNew());
        session.Run(_ => reports++, TestContext.Current.CancellationToken);
        Assert.InRange(reports, 0, (int)(clock.Elapsed / interval) + 1);
    }

    private static FuzzSession Session(Fault fault) =>
        new(Role.Client, (_, _) => FuzzTarget.InMemory(Role.Server, () => new BoundedPeer(new EchoPeer(Role.Server, fault))))
        {
            Seed = 16,
            Workers = 2,
        };
}
