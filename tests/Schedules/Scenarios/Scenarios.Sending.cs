using System.Text;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Schedules.Tests;

/// <summary>Sends, the writer, and the end of the connection.</summary>
internal static partial class Scenarios
{
    private static IEnumerable<Scenario> Sending =>
    [
        TwoSendersAndAClose(Role.Server),
        TwoSendersAndAClose(Role.Client),
        SendsThatWait,
        ACancelledSend,
        AbortedSends,
        Fragments,
        UncopiedSend(0),
        UncopiedSend(5000),
        UncopiedSend(int.MaxValue),
        SlowPeer(SlowPeerPolicy.Drop),
        SlowPeer(SlowPeerPolicy.Close),
        PingsAndAClose,
        PingAndPong,
    ];

    /// <summary>Output is full with a single message, so that other sends wait.</summary>
    private static WebSocketConnectionOptions Narrow => new() { MaxUnsentBytes = 1, AnswerTimeout = TimeSpan.Zero };

    private static Scenario TwoSendersAndAClose(Role role) => new(
        $"two senders and a close, as a {Name(role)}",
        schedule =>
        {
            var stage = new Stage(schedule, new Wire(schedule, role), role);
            stage.Start();
            stage.PeerAnswersClose();
            stage.Sends("A", "a1", "a2");
            stage.Sends("B", "b1");
            stage.Call("the close", CloseAndDispose(stage));
            return stage.Check;
        });

    private static Scenario SendsThatWait => new(
        "sends that wait for room, over a slow network",
        schedule =>
        {
            var stage = new Stage(schedule, new Wire(schedule, Role.Server) { IsSlow = true }, options: Narrow);
            stage.Start();
            stage.PeerAnswersClose();
            var sends = 0;
            foreach (var sender in (string[])["A", "B"])
                stage.Call(sender, async () =>
                {
                    await stage.SendAsync(sender, sender + "1");
                    await stage.SendAsync(sender, sender + "2");
                    if (++sends == 2) await CloseAndDispose(stage)();
                });
            return ended =>
            {
                if (stage.Wire.Frames().Count != 5) ended.Add("a send that waited was not written");
                stage.Check(ended);
            };
        });

    private static Scenario ACancelledSend => new(
        "a send that waits, its cancellation, and the room that it waits for",
        schedule =>
        {
            var stage = new Stage(schedule, new Wire(schedule, Role.Server) { IsSlow = true }, options: Narrow);
            var cancellation = new CancellationTokenSource();
            stage.Start();
            stage.PeerAnswersClose();
            stage.Sends("A", "a1");
            stage.Call("B", async () =>
            {
                await stage.SendAsync("B", "b1", cancellation.Token);
                await stage.SendAsync("B", "b2");
                await CloseAndDispose(stage)();
            });
            schedule.Post("the cancellation", cancellation.Cancel);
            return stage.Check;
        });

    private static Scenario AbortedSends => new(
        "sends to a peer that does not read, and an abort",
        schedule =>
        {
            var stage = new Stage(schedule, new Wire(schedule, Role.Server) { IsStuck = true }, options: Narrow);
            stage.Start();
            stage.Sends("A", "a1", "a2");
            stage.Sends("B", "b1");
            stage.Call("the abort", async () =>
            {
                stage.Connection.Abort();
                await stage.Connection.DisposeAsync();
            });
            return stage.Check;
        });

    private static Scenario Fragments => new(
        "a message in fragments, another sender, and a ping",
        schedule =>
        {
            var stage = new Stage(schedule, new Wire(schedule, Role.Server));
            stage.Start();
            stage.PeerAnswersClose();
            stage.Call("A", async () =>
            {
                await stage.SendPartAsync("A", "a1", isFinal: false);
                await stage.SendPartAsync("A", "a2", isFinal: true);
                await CloseAndDispose(stage)();
            });
            stage.Sends("B", "b1");
            return ended =>
            {
                var data = stage.Wire.Frames().Where(frame => !frame.IsControl).Select(frame => frame.Text).ToList();
                if (data.IndexOf("a2") != data.IndexOf("a1") + 1) ended.Add("a message was written between two fragments");
                stage.Check(ended);
            };
        });

    private static Scenario UncopiedSend(int taken) => new(
        $"a large send of which the network takes {taken} bytes at once, and another send",
        schedule =>
        {
            var stage = new Stage(schedule, new Wire(schedule, Role.Server) { Gathers = taken });
            stage.Start();
            stage.PeerAnswersClose();
            var payload = Enumerable.Repeat((byte)'x', SendBuffer.MinZeroCopyBytes).ToArray();
            var text = new string('x', payload.Length);
            stage.Call("A", async () =>
            {
                await stage.Record("A", text, () => stage.Connection.SendAsync(MessageKind.Binary, payload));
                payload.AsSpan().Fill((byte)'!');
                await CloseAndDispose(stage)();
            });
            stage.Sends("B", "b1");
            return stage.Check;
        });

    private static Scenario SlowPeer(SlowPeerPolicy policy) => new(
        $"a peer that is slow, with the policy {policy}",
        schedule =>
        {
            var options = Narrow with { SlowPeer = policy };
            var stage = new Stage(schedule, new Wire(schedule, Role.Server) { IsSlow = true }, options: options);
            stage.Start();
            stage.PeerAnswersClose();
            stage.Call("A", async () =>
            {
                await Dropped("a1");
                await Dropped("a2");
                await CloseAndDispose(stage)();
            });
            stage.Call("B", () => Dropped("b1"));
            return stage.Check;

            // A message that is dropped completes as if it were sent, so only the failed ones are recorded.
            async Task Dropped(string text)
            {
                if (policy == SlowPeerPolicy.Close) await stage.SendAsync(text, text);
                else if (stage.Connection.TrySend(MessageKind.Binary, Encoding.Latin1.GetBytes(text)) == TrySendResult.Accepted)
                    await stage.Record(text, text, () => default);
            }
        });

    private static Scenario PingsAndAClose => new(
        "a ping, its pong, its cancellation, and the end of the transport",
        schedule =>
        {
            var stage = new Stage(schedule, new Wire(schedule, Role.Server));
            var cancellation = new CancellationTokenSource();
            stage.Start();
            stage.Call("the ping", async () =>
            {
                try
                {
                    await stage.Connection.PingAsync("p"u8.ToArray(), cancellation.Token);
                }
                catch (Exception exception) when (exception is WebSocketClosedException or OperationCanceledException)
                {
                    // Each is a lawful end.
                }

                await stage.Connection.DisposeAsync();
            });
            schedule.Post("the cancellation", cancellation.Cancel);
            stage.Call("the peer", () =>
            {
                stage.Wire.Deliver(stage.Frame(Opcode.Pong, [(byte)'p']));
                stage.Wire.EndInput();
                return Task.CompletedTask;
            });
            return stage.Check;
        });

    private static Scenario PingAndPong => new(
        "a ping and its pong",
        schedule =>
        {
            var stage = new Stage(schedule, new Wire(schedule, Role.Server));
            stage.Start();
            stage.PeerAnswersClose();
            stage.Call("the ping", async () =>
            {
                await stage.Connection.PingAsync("p"u8.ToArray());
                await CloseAndDispose(stage)();
            });
            stage.Call("the peer's pong", async () =>
            {
                await stage.Wire.PingWritten;
                stage.Wire.Deliver(stage.Frame(Opcode.Pong, [(byte)'p']));
            });
            return stage.Check;
        });

    private static string Name(Role role) => role == Role.Server ? "server" : "client";

    private static Func<Task> CloseAndDispose(Stage stage) =>
        async () =>
        {
            await stage.Connection.CloseAsync();
            await stage.Connection.DisposeAsync();
        };
}
