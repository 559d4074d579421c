namespace Pure.WebSockets.Host.Tests;

public sealed class DeadlineTimerTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly VirtualTime clock = new();
    private readonly List<object?> calls = [];

    [Fact]
    public void It_calls_back_at_the_deadline()
    {
        var timer = Started(isTracked: false);
        clock.Advance(Second / 2);
        Assert.Empty(calls);
        clock.Advance(Second / 2);
        Assert.Equal([this], calls);
        Assert.True(timer.HasPassed(clock));
    }

    [Fact]
    public void A_tracked_deadline_needs_no_timer()
    {
        var timer = Started(isTracked: true);
        Assert.Null(clock.Waited);
        Assert.False(timer.IsDue(clock.Milliseconds()));
        clock.Advance(Second);
        Assert.True(timer.IsDue(clock.Milliseconds()));
        Assert.True(timer.HasPassed(clock));
        Assert.Empty(calls);
    }

    [Fact]
    public void An_early_callback_runs_the_timer_for_the_time_that_is_left()
    {
        var timer = Started(isTracked: false);
        clock.Advance(Second / 4);
        Assert.False(timer.HasPassed(clock));
        Assert.Equal(Second * 3 / 4, clock.Waited);
    }

    [Fact]
    public void A_later_deadline_replaces_the_one_before()
    {
        var timer = Started(isTracked: false);
        clock.Advance(Second / 2);
        timer.Start(Second, clock, isTracked: false, calls.Add, this);
        clock.Advance(Second / 2);
        Assert.Empty(calls);
        Assert.False(timer.HasPassed(clock));
        clock.Advance(Second / 2);
        Assert.True(timer.HasPassed(clock));
    }

    [Fact]
    public void A_passed_deadline_is_reported_once()
    {
        var timer = Started(isTracked: false);
        clock.Advance(Second);
        Assert.True(timer.HasPassed(clock));
        timer.Clear();
        Assert.False(timer.HasPassed(clock));
        Assert.False(timer.IsDue(long.MaxValue - 1));
    }

    [Fact]
    public void A_stopped_timer_never_calls_back()
    {
        var timer = Started(isTracked: false);
        timer.Stop();
        Assert.Null(clock.Waited);
        clock.Advance(Second);
        Assert.Empty(calls);
        Assert.False(timer.HasPassed(clock));
    }

    private DeadlineTimer Started(bool isTracked)
    {
        var timer = new DeadlineTimer();
        timer.Start(Second, clock, isTracked, calls.Add, this);
        return timer;
    }
}
