using Pure.WebSockets.Host;
using Pure.WebSockets.Host.Epoll;

namespace Pure.WebSockets.Schedules.Tests;

/// <summary>Parts that have no lock, or one of their own.</summary>
internal static partial class Scenarios
{
    private static IEnumerable<Scenario> Parts => [BoundedMemory, ReadinessAndEvents, TwoEvents, ReadOfLentMemory, AsksForTheEnd];

    private static Scenario BoundedMemory => new(
        "two connections that hold memory, the limit, and their waking",
        schedule =>
        {
            var bytes = new HeldBytes(100);
            var first = new Holder(bytes);
            var second = new Holder(bytes);
            schedule.Post("a connection that keeps its memory", () => Hold(first));
            schedule.Post("a connection that gives its memory back", () =>
            {
                Hold(second);
                bytes.Add(-60);
                bytes.Leave(second);
                second.ReadOn();
            });
            return ended =>
            {
                if (bytes.IsOver) ended.Add("the limit counts as exceeded, and no memory is held");
                if (first.IsPaused || second.IsPaused) ended.Add("a connection waits for memory that is free");
            };

            void Hold(Holder holder)
            {
                bytes.Join(holder);
                bytes.Add(60);
                holder.Pause();
            }
        });

    private static Scenario ReadinessAndEvents => new(
        "a wait for a socket, and an event",
        schedule =>
        {
            var readiness = new Readiness();
            var bytes = 0;
            schedule.Call("the loop", async () =>
            {
                // As EpollSocket does: clear, try, wait.
                while (true)
                {
                    readiness.Begin();
                    Schedule.Point();
                    if (bytes == 2) return;
                    await readiness.WaitAsync();
                }
            });
            schedule.Post("an event", () =>
            {
                bytes++;
                readiness.Set();
                Schedule.Point();
                bytes++;
                readiness.Set();
            });
            return static _ => { };
        });

    private static Scenario TwoEvents => new(
        "a wait for a socket, and two events at a time",
        schedule =>
        {
            var readiness = new Readiness();
            var events = 0;
            schedule.Call("the loop", async () =>
            {
                readiness.Begin();
                Schedule.Point();
                if (events == 0) await readiness.WaitAsync();
            });
            schedule.Post("an event", Event);
            schedule.Post("the end of the socket", Event);
            return static _ => { };

            void Event()
            {
                events++;
                readiness.Set();
            }
        });

    private static Scenario ReadOfLentMemory => new(
        "a read of lent memory, and the next message",
        schedule =>
        {
            var lent = new Lent();
            lent.Lend([1, 1, 1]);
            schedule.Post("the application", () =>
            {
                try
                {
                    var segment = lent.Segment();
                    if (segment.Count != segment.Array![0] + 2) Schedule.Fail("the length of one message with the memory of another");
                }
                catch (ObjectDisposedException)
                {
                    // The memory is not valid any more.
                }
            });
            schedule.Post("the loop", () => lent.Lend([2, 2, 2, 2]));
            return static _ => { };
        },
        IsFine: true);

    private static Scenario AsksForTheEnd => new(
        "a wait for the end, and the end",
        schedule =>
        {
            var stage = new Stage(schedule, new Wire(schedule, Role.Server));
            stage.Start();
            schedule.Post("the peer", stage.Wire.EndInput);
            stage.Call("a wait", async () => await stage.Connection.Closed);
            stage.Call("another wait", async () =>
            {
                await stage.Connection.Ended;
                await stage.Connection.DisposeAsync();
            });
            return stage.Check;
        });

    /// <summary>Pauses as a connection does: under its own lock, if another connection reads.</summary>
    private sealed class Holder(HeldBytes bytes) : IHolder
    {
        private readonly Lock gate = new();

        public bool IsPaused { get; private set; }

        public void Pause()
        {
            lock (gate) IsPaused = bytes.HasToWait(this);
        }

        public void ReadOn()
        {
            lock (gate)
            {
                if (IsPaused && !bytes.HasToWait(this)) IsPaused = false;
            }
        }
    }

    private sealed class Lent : LentMemory
    {
        public void Lend(byte[] buffer) => Show(buffer, buffer.Length);
    }
}
