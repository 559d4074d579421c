namespace Pure.WebSockets.Properties;

public sealed class Section5_5_2_KeepAlive
{
    private static readonly ConnectionOptions Options = new()
    {
        KeepAliveInterval = TimeSpan.FromSeconds(7),
        PongTimeout = TimeSpan.FromSeconds(3),
    };

    private static Effect.StartTimer NextPing { get; } = new(TimerKind.KeepAlive, TimeSpan.FromSeconds(7));

    private static Effect.StartTimer PongDue { get; } = new(TimerKind.Pong, TimeSpan.FromSeconds(3));

    [Theory]
    [MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void An_open_connection_that_starts_sets_the_time_of_its_first_ping(Role role) =>
        Assert.Equal<Effect>([NextPing], Scene.Open(role, Options).Then(new Input.Start()).Effects);

    [Theory]
    [MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void When_its_time_has_come_a_ping_is_sent_and_a_pong_awaited(Role role)
    {
        var scene = Scene.Open(role, Options).Then(new Input.Start()).Then(new Input.Elapsed(TimerKind.KeepAlive));
        Assert.Equal(new Frame(Opcode.Ping, Final: true, Rsv1: false, ByteString.Empty), Assert.Single(scene.Frames));
        Assert.Equal(PongDue, scene.Effects.Last);
        Assert.Equal(TimerKind.Pong, scene.State.Timer);
    }

    [Theory]
    [MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void A_pong_sets_the_time_of_the_next_ping(Role role)
    {
        var scene = Scene
            .Open(role, Options)
            .Then(new Input.Start())
            .Then(new Input.Elapsed(TimerKind.KeepAlive))
            .Receives(Opcode.Pong, "");
        Assert.Equal<Effect>([NextPing, PongDue, new Effect.PongReceived(ByteString.Empty), NextPing], scene.Effects);
    }

    [Theory]
    [MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void No_pong_in_time_fails_the_connection(Role role)
    {
        var scene = Scene
            .Open(role, Options)
            .Then(new Input.Start())
            .Then(new Input.Elapsed(TimerKind.KeepAlive))
            .Then(new Input.Elapsed(TimerKind.Pong));
        Assert.Equal((1011, "RFC 6455 §5.5.2"), (scene.Error.Code, scene.Error.Rule));
        Assert.Equal(Opcode.Close, scene.Frames.Last().Opcode);
        Assert.False(scene.Closure.Clean);
        Assert.Contains(new Effect.CancelTimer(), scene.Effects);
    }

    [Fact]
    public void A_pong_without_a_ping_of_ours_leaves_the_timer_alone() =>
        Assert.Equal<Effect>(
            [NextPing, new Effect.PongReceived(ByteString.Empty)],
            Scene.Open(Role.Client, Options).Then(new Input.Start()).Receives(Opcode.Pong, "").Effects
        );

    [Fact]
    public void An_interval_of_zero_sends_no_ping()
    {
        var scene = Scene.Open(Role.Client, Options with { KeepAliveInterval = TimeSpan.Zero }).Then(new Input.Start());
        Assert.Empty(scene.Effects);
        Assert.Empty(scene.Then(new Input.Elapsed(TimerKind.KeepAlive)).Outputs);
    }

    [Fact]
    public void A_pong_time_of_zero_sends_pings_and_awaits_no_pong()
    {
        var scene = Scene
            .Open(Role.Client, Options with { PongTimeout = TimeSpan.Zero })
            .Then(new Input.Start())
            .Then(new Input.Elapsed(TimerKind.KeepAlive));
        Assert.Equal(Opcode.Ping, Assert.Single(scene.Frames).Opcode);
        Assert.Equal(NextPing, scene.Effects.Last);
    }

    [Fact]
    public void Closing_ends_the_keep_alive()
    {
        var scene = Scene.Open(Role.Client, Options).Then(new Input.Start()).Then(new Input.Close(CloseStatus.None));
        Assert.Equal(TimerKind.ClosingHandshake, scene.State.Timer);
        Assert.Same(scene.State, scene.Then(new Input.Elapsed(TimerKind.KeepAlive)).State);
    }

    [Fact]
    public void Hours_of_keep_alive_leave_the_state_as_it_was()
    {
        var scene = Scene.Open(Role.Server, Options).Then(new Input.Start());
        var start = scene.State;
        for (var hour = 0; hour < 1000; hour++)
            scene = Scene.Of(scene.State).Then(new Input.Elapsed(TimerKind.KeepAlive)).Receives(Opcode.Pong, "");
        Assert.Equal(start, scene.State);
    }
}
