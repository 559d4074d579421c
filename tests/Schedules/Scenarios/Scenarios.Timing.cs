using Pure.WebSockets.Host;

namespace Pure.WebSockets.Schedules.Tests;

/// <summary>Timers, and what they end.</summary>
internal static partial class Scenarios
{
    private static IEnumerable<Scenario> Timing =>
    [
        KeepAlive(isAnswered: true),
        KeepAlive(isAnswered: false),
        ADeferredPong,
        AnIdleConnection,
        IdleAndLifetime,
        ACloseWithoutAnAnswer,
        ADisposalOfAStuckConnection,
        TwoCloses,
    ];

    private static WebSocketConnectionOptions Pinging => new()
    {
        Protocol = ConnectionOptions.Default with { KeepAliveInterval = TimeSpan.FromSeconds(5), PongTimeout = TimeSpan.FromSeconds(3) },
        AnswerTimeout = TimeSpan.Zero,
    };

    private static Scenario KeepAlive(bool isAnswered) => new(
        $"a keep-alive ping {(isAnswered ? "with a late pong" : "without a pong")}, a send and a receive",
        schedule =>
        {

            // The first deadline sends the ping. Without a pong, the second one ends the protocol, and the third one the wait for the peer.
            var stage = new Stage(schedule, new Wire(schedule, Role.Server), options: Pinging) { Deadlines = isAnswered ? 1 : 3 };
            stage.Start();
            stage.Call("the application", async () =>
            {
                await stage.ReceiveAll();
                await stage.Connection.DisposeAsync();
            });
            stage.Sends("A", "a1");
            stage.Call("the peer", async () =>
            {
                await stage.Wire.PingWritten;
                if (!isAnswered) return;
                schedule.Post("time passes", () => schedule.Clock.Advance(TimeSpan.FromSeconds(2)));
                stage.Wire.Deliver(stage.Frame(Opcode.Pong, []));
                stage.Wire.Deliver(stage.Frame(Opcode.Close, [0x03, 0xE8]));
                stage.Wire.EndInput();
            });
            return stage.Check;
        });

    private static Scenario ADeferredPong => new(
        "a deadline for a pong that passes while the loop processes a message",
        schedule =>
        {
            var stage = new Stage(schedule, new Wire(schedule, Role.Server), options: Pinging) { Deadlines = 4 };
            stage.Start();
            stage.Call("the application", async () =>
            {
                await stage.ReceiveAll();
                await stage.Connection.DisposeAsync();
            });
            stage.Call("the peer", async () =>
            {
                await stage.Wire.PingWritten;
                schedule.Post("time passes", () => schedule.Clock.Advance(TimeSpan.FromSeconds(4)));
                stage.PeerSends("m1");
            });
            return stage.Check;
        });

    private static Scenario AnIdleConnection => new(
        "the limit of idle time, and a message before it",
        schedule =>
        {
            var options = new WebSocketConnectionOptions { IdleTimeout = TimeSpan.FromSeconds(2), AnswerTimeout = TimeSpan.Zero };

            // The first deadline comes too early, because of the message. The second one closes the connection.
            var stage = new Stage(schedule, new Wire(schedule, Role.Server), options: options) { Deadlines = 2 };
            stage.Start();
            stage.PeerAnswersClose();
            stage.Call("the application", async () =>
            {
                await stage.ReceiveAll();
                await stage.Connection.DisposeAsync();
            });
            schedule.Post("time passes", () => schedule.Clock.Advance(TimeSpan.FromSeconds(1)));
            stage.Sends("A", "a1");
            return stage.Check;
        });

    private static Scenario IdleAndLifetime => new(
        "the limits of idle time and lifetime, a send and a close",
        schedule =>
        {
            var options = new WebSocketConnectionOptions
            {
                IdleTimeout = TimeSpan.FromSeconds(1),
                MaxLifetime = TimeSpan.FromSeconds(2),
                AnswerTimeout = TimeSpan.Zero,
            };
            var stage = new Stage(schedule, new Wire(schedule, Role.Server), options: options);
            stage.Start();
            stage.PeerAnswersClose();
            stage.Sends("A", "a1");
            schedule.Post("time passes", () => schedule.Clock.Advance(TimeSpan.FromSeconds(3)));
            stage.Call("the close", CloseAndDispose(stage));
            return stage.Check;
        });

    private static Scenario ACloseWithoutAnAnswer => new(
        "a close that the peer does not answer, and the end of its time",
        schedule =>
        {
            var stage = new Stage(schedule, new Wire(schedule, Role.Server)) { Deadlines = 3 };
            stage.Start();
            stage.Call("the close", CloseAndDispose(stage));
            stage.Call("the application", stage.ReceiveAll);
            stage.Sends("A", "a1");
            schedule.Post("time passes", () => schedule.Clock.Advance(TimeSpan.FromSeconds(20)));
            return stage.Check;
        });

    private static Scenario ADisposalOfAStuckConnection => new(
        "a disposal, and a peer that does not read",
        schedule =>
        {
            var stage = new Stage(schedule, new Wire(schedule, Role.Server) { IsStuck = true }) { Deadlines = 3 };
            stage.Start();
            stage.Sends("A", "a1");
            stage.Call("the disposal", async () => await stage.Connection.DisposeAsync());
            return stage.Check;
        });

    private static Scenario TwoCloses => new(
        "two closes, one by each end, a send and a disposal",
        schedule =>
        {
            var stage = new Stage(schedule, new Wire(schedule, Role.Client), Role.Client);
            stage.Start();
            stage.Call("the peer", () =>
            {
                stage.Wire.Deliver(stage.Frame(Opcode.Close, [0x03, 0xE9]));
                stage.Wire.EndInput();
                return Task.CompletedTask;
            });
            stage.Sends("A", "a1");
            stage.Call("a close", () => stage.Connection.CloseAsync());
            stage.Call("a disposal", CloseAndDispose(stage));
            return stage.Check;
        });
}
