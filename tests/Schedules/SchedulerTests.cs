namespace Pure.WebSockets.Schedules.Tests;

/// <summary>The scheduler itself: it runs every schedule once, and finds what it must find.</summary>
public sealed class SchedulerTests
{
    [Theory]
    [InlineData(1, 1, 2)]
    [InlineData(2, 2, 6)]
    [InlineData(3, 3, 20)]
    [InlineData(4, 4, 70)]
    [InlineData(2, 3, 10)]
    public void Two_operations_have_as_many_schedules_as_there_are_orders_of_their_steps(int first, int second, int expected)
    {
        var orders = new HashSet<string>(StringComparer.Ordinal);
        var order = "";
        var steps = Steps(() => order = "", step => order += step, () => orders.Add(order), first, second);
        var explored = Explorer.Explore(steps, bound: int.MaxValue);
        Assert.Null(explored.Failure);
        Assert.True(explored.IsEvery);
        Assert.Equal(expected, explored.Schedules);
        Assert.Equal(expected, orders.Count);
    }

    [Fact]
    public void Three_operations_too()
    {
        var explored = Explorer.Explore(Steps(() => { }, _ => { }, () => { }, 2, 2, 2), bound: int.MaxValue);
        Assert.Equal(90, explored.Schedules);
    }

    [Theory]
    [InlineData(0, 1, false)]
    [InlineData(1, 4, false)]
    [InlineData(5, 20, true)]
    public void The_bound_counts_switches(int bound, int expected, bool isEvery)
    {
        var explored = Explorer.Explore(Steps(() => { }, _ => { }, () => { }, 3, 3), bound);
        Assert.Equal(expected, explored.Schedules);
        Assert.True(explored.IsComplete);
        Assert.Equal(isEvery, explored.IsEvery);
    }

    [Fact]
    public void A_lost_update_between_two_locks_is_found()
    {
        var found = Explorer.Find(
            new Scenario("two counters", schedule =>
            {
                var gate = new Lock();
                var count = 0;
                for (var thread = 0; thread < 2; thread++)
                    schedule.Post("a counter", () =>
                    {
                        int seen;
                        lock (gate) seen = count;
                        lock (gate) count = seen + 1;
                    });
                return ended =>
                {
                    if (count != 2) ended.Add("an update was lost");
                };
            }),
            most: 100,
            Fault.None);
        Assert.StartsWith("two counters: an update was lost", found.Failure, StringComparison.Ordinal);
        Assert.Equal(1, found.Bound);
    }

    [Fact]
    public void Two_locks_in_two_orders_are_found()
    {
        var found = Explorer.Find(
            new Scenario("two locks", schedule =>
            {
                Lock first = new(), second = new();
                schedule.Post("one order", () => Take(first, second));
                schedule.Post("the other order", () => Take(second, first));
                return static _ => { };
            },
            IsFine: true),
            most: 100,
            Fault.None);
        Assert.Contains("waits for a lock for ever", found.Failure, StringComparison.Ordinal);

        static void Take(Lock outer, Lock inner)
        {
            lock (outer)
            {
                lock (inner) Schedule.Point();
            }
        }
    }

    [Fact]
    public void A_call_that_never_completes_is_found()
    {
        var explored = Explorer.Explore(
            new Scenario("a wait", schedule =>
            {
                schedule.Call("the call", () => new TaskCompletionSource().Task);
                return static _ => { };
            }),
            bound: 0);
        Assert.StartsWith("a wait: the call has never completed", explored.Failure, StringComparison.Ordinal);
    }

    /// <summary>Operations with that many steps, each after a point.</summary>
    private static Scenario Steps(Action begin, Action<string> step, Action end, params int[] counts) => new("steps", schedule =>
    {
        begin();
        for (var operation = 0; operation < counts.Length; operation++)
        {
            var (name, count) = (operation.ToString(System.Globalization.CultureInfo.InvariantCulture), counts[operation]);
            schedule.Post(name, () =>
            {
                for (var index = 0; index < count; index++)
                {
                    if (index > 0) Schedule.Point();
                    step(name);
                }
            });
        }

        return _ => end();
    });
}
