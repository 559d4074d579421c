namespace Pure.WebSockets.Host.Tests;

public sealed class ConnectionLifetimeTests
{
    private static readonly CloseResult Normal = new(
        new CloseStatus(CloseCode.NormalClosure, ""), new CloseStatus(CloseCode.NormalClosure, ""), Side.Theirs, LanguageExt.Prelude.None);

    [Fact]
    public async Task Closed_completes_when_the_output_is_written()
    {
        var lifetime = new ConnectionLifetime();
        var before = lifetime.Closed;
        lifetime.Close(Normal);
        Assert.False(lifetime.Closed.IsCompleted);
        lifetime.Finish();
        Assert.Same(Normal, await before);
        Assert.Same(Normal, await lifetime.Closed);
    }

    [Fact]
    public async Task Closed_completes_when_it_is_asked_for_afterwards()
    {
        var lifetime = new ConnectionLifetime();
        lifetime.Close(Normal);
        lifetime.Finish();
        Assert.Same(Normal, await lifetime.Closed);
    }

    [Fact]
    public void Ended_completes_when_the_loop_has_ended_whether_it_is_asked_for_before_or_afterwards()
    {
        var asked = new ConnectionLifetime();
        var before = asked.Ended;
        Assert.False(before.IsCompleted);
        asked.End();
        Assert.True(before.IsCompleted);

        var later = new ConnectionLifetime();
        later.End();
        Assert.True(later.Ended.IsCompleted);
    }

    [Fact]
    public void An_aborted_connection_ends_with_1006_on_this_side()
    {
        var lifetime = new ConnectionLifetime { IsAborted = true };
        lifetime.Close(Normal);
        Assert.Equal(Side.Ours, lifetime.Closure!.First);
        Assert.Equal(CloseCode.AbnormalClosure, lifetime.Closure.Error.Map(error => error.Code).IfNone(0));
    }

    [Fact]
    public void The_last_release_is_reported()
    {
        var lifetime = new ConnectionLifetime();
        lifetime.Hold();
        Assert.False(lifetime.Release());
        Assert.True(lifetime.Release());
    }

    [Fact]
    public void The_first_disposal_is_reported()
    {
        var lifetime = new ConnectionLifetime();
        Assert.True(lifetime.TryDispose());
        Assert.False(lifetime.TryDispose());
    }

    [Fact]
    public void Before_its_end_a_closing_connection_reports_the_close_frames_so_far()
    {
        var open = WebSockets.Connection.CreateOpen(Role.Server, Agreement.Plain, ConnectionOptions.Default);
        var lifetime = new ConnectionLifetime();
        Assert.Equal((true, true), (lifetime.SoFar(open).Ours.IsNone, lifetime.SoFar(open).Theirs.IsNone));
        var soFar = lifetime.SoFar(Kernel.Close(open, new CloseStatus(4000, "why")).Next);
        Assert.Equal(new CloseStatus(4000, "why"), soFar.Ours);
        Assert.True(soFar.Theirs.IsNone);
    }
}
