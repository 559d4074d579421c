using Pure.WebSockets.Host;
using Answer = System.Threading.Tasks.TaskCompletionSource<LanguageExt.Either<Pure.WebSockets.Rejection, Pure.WebSockets.Acceptance>>;

namespace Pure.WebSockets.Schedules.Tests;

/// <summary>Receives, and what ends their wait.</summary>
internal static partial class Scenarios
{
    private static IEnumerable<Scenario> Receiving =>
    [
        AReceiveAndMessages(isSocket: true),
        AReceiveAndMessages(isSocket: false),
        ACancelledReceive,
        AReceiveAndADisposal,
        AReceiveAndAnAbort,
        AnEcho,
        APausedLoop,
        AnswersBeforeTheEnd(isClose: true),
        AnswersBeforeTheEnd(isClose: false),
        AReadOfAMessageAndADisposal,
        ACancelledReceiveAndADisposal,
        TwoConnectionsOverTheLimit,
        AnUpgradeRequest,
    ];

    private static Scenario AReceiveAndMessages(bool isSocket) => new(
        $"receives, three messages and the end of a {(isSocket ? "socket" : "stream")}",
        schedule =>
        {
            var stage = new Stage(schedule, new Wire(schedule, Role.Server) { IsSocket = isSocket }) { TakesAll = true };
            stage.Start();
            stage.Call("the application", async () =>
            {
                await stage.ReceiveAll();
                await stage.Connection.DisposeAsync();
            });
            stage.Call("the peer", () =>
            {
                stage.PeerSends("m1");
                stage.PeerSends("m2", "m3");
                stage.Wire.EndInput();
                return Task.CompletedTask;
            });
            return stage.Check;
        });

    private static Scenario ACancelledReceive => new(
        "a receive, its cancellation and a message",
        schedule =>
        {
            var stage = new Stage(schedule, new Wire(schedule, Role.Server)) { TakesAll = true };
            var cancellation = new CancellationTokenSource();
            stage.Start();
            stage.PeerAnswersClose();
            stage.Call("the application", async () =>
            {
                try
                {
                    while (await stage.Connection.ReceiveAsync(cancellation.Token) is { } message) stage.Take(message);
                }
                catch (OperationCanceledException)
                {
                    // A message that has not been received yet is received below.
                }

                if (stage.Received.Count == 0 && await stage.Connection.ReceiveAsync() is { } later) stage.Take(later);
                await CloseAndDispose(stage)();
            });
            schedule.Post("the cancellation", cancellation.Cancel);
            schedule.Post("the message", () => stage.PeerSends("m1"));
            return stage.Check;
        });

    private static Scenario AReceiveAndADisposal => new(
        "a receive, a message and two disposals",
        schedule =>
        {
            var stage = new Stage(schedule, new Wire(schedule, Role.Server));
            stage.Start();
            stage.PeerAnswersClose();
            stage.Call("the application", stage.ReceiveAll);
            schedule.Post("the message", () => stage.PeerSends("m1"));
            stage.Call("a disposal", async () => await stage.Connection.DisposeAsync());
            stage.Call("another disposal", async () => await stage.Connection.DisposeAsync());
            return stage.Check;
        });

    private static Scenario AReceiveAndAnAbort => new(
        "a receive, a message, an abort and the end of the transport",
        schedule =>
        {
            var stage = new Stage(schedule, new Wire(schedule, Role.Client), Role.Client);
            stage.Start();
            stage.Call("the application", async () =>
            {
                await stage.ReceiveAll();
                await stage.Connection.DisposeAsync();
            });
            stage.Call("the peer", () =>
            {
                stage.PeerSends("m1");
                stage.Wire.EndInput();
                return Task.CompletedTask;
            });
            schedule.Post("the abort", stage.Connection.Abort);
            return stage.Check;
        });

    private static Scenario AnEcho => new(
        "an echo on the loop's thread, another sender, and the peer's close frame",
        schedule =>
        {
            var stage = new Stage(schedule, new Wire(schedule, Role.Server)) { TakesAll = true, Served = Echo };
            stage.Start();
            stage.Sends("A", "a1");
            stage.Call("the peer", () =>
            {
                stage.PeerSends("1", "2");
                stage.Wire.Deliver(stage.Frame(Opcode.Close, [0x03, 0xE8]));
                stage.Wire.EndInput();
                return Task.CompletedTask;
            });
            return stage.Check;
        });

    private static Scenario APausedLoop => new(
        "a loop that pauses, because the application has not taken a message",
        schedule =>
        {
            var options = new WebSocketConnectionOptions { MaxUnreadBytes = 1, AnswerTimeout = TimeSpan.Zero };
            var stage = new Stage(schedule, new Wire(schedule, Role.Server), options: options) { TakesAll = true };
            stage.Start();
            stage.Call("the peer", () =>
            {
                stage.PeerSends("m1", "m2");
                stage.Wire.EndInput();
                return Task.CompletedTask;
            });
            stage.Call("the application", async () =>
            {
                // The loop processes the first message before the first receive, so it pauses.
                await Task.Yield();
                await stage.ReceiveAll();
                await stage.Connection.DisposeAsync();
            });
            return stage.Check;
        });

    private static Scenario AnswersBeforeTheEnd(bool isClose) => new(
        $"an answer that is owed, and {(isClose ? "the peer's close frame" : "the end of the transport")}",
        schedule =>
        {
            var stage = new Stage(schedule, new Wire(schedule, Role.Server), options: new WebSocketConnectionOptions()) { TakesAll = true };
            stage.Start();
            stage.Call("the application", async () =>
            {
                if (await stage.Connection.ReceiveAsync() is { } message)
                {
                    stage.Take(message);
                    await stage.SendAsync("the answer", "a1");
                }

                await stage.ReceiveAll();
                await stage.Connection.DisposeAsync();
            });
            stage.Call("the peer", () =>
            {
                stage.PeerSends("m1");
                if (isClose) stage.Wire.Deliver(stage.Frame(Opcode.Close, [0x03, 0xE8]));
                stage.Wire.EndInput();
                return Task.CompletedTask;
            });
            return ended =>
            {
                if (!stage.Wire.Frames().Exists(frame => frame.Text == "a1")) ended.Add("the answer that was owed was not written");
                stage.Check(ended);
            };
        });

    private static Scenario AReadOfAMessageAndADisposal => new(
        "a read of a message's memory, and a disposal",
        schedule =>
        {
            var stage = new Stage(schedule, new Wire(schedule, Role.Server));
            stage.Start();
            stage.PeerAnswersClose();
            stage.Call("the application", async () =>
            {
                if (await stage.Connection.ReceiveAsync() is { } message)
                {
                    // Until the next receive, the memory holds this message, whatever else happens.
                    await Task.Yield();
                    stage.Take(message);
                    await Task.Yield();
                    if (message.ToText() != "m1") Schedule.Fail("the memory of a message changed before the next receive");
                }

                await stage.Connection.DisposeAsync();
            });
            schedule.Post("the messages", () => stage.PeerSends("m1", "m2"));
            stage.Call("a disposal", async () => await stage.Connection.DisposeAsync());
            return stage.Check;
        });

    private static Scenario ACancelledReceiveAndADisposal => new(
        "a receive, its cancellation, a message and a disposal",
        schedule =>
        {
            var stage = new Stage(schedule, new Wire(schedule, Role.Server));
            var cancellation = new CancellationTokenSource();
            stage.Start();
            stage.PeerAnswersClose();
            stage.Call("the application", async () =>
            {
                try
                {
                    while (await stage.Connection.ReceiveAsync(cancellation.Token) is { } message) stage.Take(message);
                }
                catch (OperationCanceledException)
                {
                    // A cancelled receive takes no message.
                }
            });
            schedule.Post("the cancellation", cancellation.Cancel);
            stage.Call("the disposal", async () => await stage.Connection.DisposeAsync());
            schedule.Post("the message", () => stage.PeerSends("m1"));
            return stage.Check;
        });

    private static Scenario TwoConnectionsOverTheLimit => new(
        "two connections of a server, and the limit of its memory",
        schedule =>
        {
            // A read takes 64 KiB, so two reads at a time exceed the limit.
            var buffers = new BufferPool(new HeldBytes(100_000));
            Stage[] stages = [Receiver(), Receiver()];
            return ended =>
            {
                foreach (var stage in stages) stage.Check(ended);
                if (buffers.Bound!.IsOver) ended.Add("the limit counts as exceeded, and no memory is held");
            };

            Stage Receiver()
            {
                var stage = new Stage(schedule, new Wire(schedule, Role.Server), buffers: buffers) { TakesAll = true };
                stage.Start();
                stage.Call("the peer", () =>
                {
                    stage.PeerSends("m1", "m2");
                    stage.Wire.EndInput();
                    return Task.CompletedTask;
                });
                stage.Call("the application", async () =>
                {
                    await stage.ReceiveAll();
                    await stage.Connection.DisposeAsync();
                });
                return stage;
            }
        });

    private static Scenario AnUpgradeRequest => new(
        "an upgrade request, a message after it, the answer of the application, and an abort",
        schedule =>
        {
            var answer = new Answer(TaskCreationOptions.RunContinuationsAsynchronously);
            var stage = new Stage(schedule, new Wire(schedule, Role.Server), answer: answer.Task) { Served = Echo };
            stage.Start();
            stage.Call("the peer", () =>
            {
                stage.Wire.Deliver(
                    """
                    GET / HTTP/1.1
                    Host: example.com
                    Upgrade: websocket
                    Connection: Upgrade
                    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                    Sec-WebSocket-Version: 13


                    """.ReplaceLineEndings("\r\n").Select(letter => (byte)letter).ToArray());
                stage.PeerSends("m1");
                stage.Wire.EndInput();
                return Task.CompletedTask;
            });
            schedule.Post("the answer", () => answer.SetResult(Acceptance.Plain));
            schedule.Post("the abort", stage.Connection.Abort);
            return stage.Check;
        });

    private static async Task Echo(Stage stage)
    {
        await stage.SendAsync("the echo", "hello");
        while (await stage.Connection.ReceiveAsync() is { } message)
        {
            stage.Take(message);
            await stage.SendAsync("the echo", "e" + stage.Received[^1]);
        }

        // The application returns on another thread than the loop's.
        await Task.Yield();
    }
}
