namespace Pure.WebSockets.Host.Tests;

public sealed class LifetimeLimitsTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly VirtualTime clock = new();
    private int calls;

    [Fact]
    public void Without_a_limit_there_is_nothing_to_measure()
    {
        Assert.Null(Started(new WebSocketConnectionOptions()));
        Assert.Null(clock.Waited);
    }

    [Fact]
    public void A_connection_without_messages_is_idle()
    {
        var limits = Started(new WebSocketConnectionOptions { IdleTimeout = Minute, MaxLifetime = 10 * Minute })!;
        clock.Advance(Minute);
        Assert.Equal((1, ReachedLimit.Idle), (calls, limits.Check()));
    }

    [Fact]
    public void A_message_starts_the_idle_time_anew()
    {
        var limits = Started(new WebSocketConnectionOptions { IdleTimeout = Minute })!;
        clock.Advance(Minute / 2);
        limits.OnMessage();
        clock.Advance(Minute / 2);
        Assert.Equal((1, ReachedLimit.None), (calls, limits.Check()));
        Assert.Equal(Minute / 2, clock.Waited);
        clock.Advance(Minute / 2);
        Assert.Equal((2, ReachedLimit.Idle), (calls, limits.Check()));
    }

    [Fact]
    public void Messages_do_not_prolong_the_lifetime()
    {
        var limits = Started(new WebSocketConnectionOptions { IdleTimeout = Minute, MaxLifetime = Minute })!;
        clock.Advance(Minute / 2);
        limits.OnMessage();
        clock.Advance(Minute / 2);
        Assert.Equal(ReachedLimit.Lifetime, limits.Check());
    }

    [Fact]
    public void After_the_end_no_timer_is_left()
    {
        Started(new WebSocketConnectionOptions { MaxLifetime = Minute })!.Stop();
        Assert.Null(clock.Waited);
    }

    private LifetimeLimits? Started(ConnectionHostOptions options) =>
        LifetimeLimits.Start(options with { Clock = clock }, _ => calls++, this);
}
