using System.Diagnostics;

namespace Pure.WebSockets.Properties;

/// <summary>The allocations of the record form for messages that arrive together. They do not grow with the number of messages.</summary>
public sealed class RecordAllocations
{
    /// <summary>
    /// The allocation for each of 1,000 messages in one read, besides its payload, when a step processed all of them: its effect, the array
    /// of its payload, its place in the list. It was measured before steps stopped.
    /// </summary>
    private const long OfOldStep = 73;

    /// <summary>A state, the input that it stores, and the input that continues.</summary>
    private const long OneState = 232;

    public static TheoryData<Role, int> Cases { get; } =
        new(from role in Enum.GetValues<Role>() from length in new[] { 0, 16, 125, 1024, 16_384 } select (role, length));

    [Theory, MemberData(nameof(Cases))]
    public void A_thousand_messages_in_one_read_take_no_more_each_than_one_and_a_half_times_what_they_took_in_one_step(
        Role role,
        int length
    )
    {
        var state = Scene.Open(role).State;
        Optimized(() =>
        {
            var each = BytesOf(() => Protocol.Run(state, Received(role, length, 1000), static _ => [])) / 1000;
            Assert.InRange(each, 0, 3 * (OfOldStep + Padded(length)) / 2);
        });
    }

    [Theory, MemberData(nameof(Cases))]
    public void Gone_on_with_by_hand_each_takes_its_part_of_the_copy_and_one_state_besides_what_a_step_takes(Role role, int length)
    {
        var state = Scene.Open(role).State;
        Optimized(() =>
        {
            var each = BytesOf(() => Drain(state, Received(role, length, 1000))) / 1000;
            var alone = BytesOf(() => Protocol.Step(state, Received(role, length, 1)));
            Assert.InRange(each, 0, alone + Wire(role, length, 1).Length + OneState);
        });
    }

    [Theory, MemberData(nameof(Cases))]
    public void Twice_as_many_messages_take_twice_as_much(Role role, int length)
    {
        var state = Scene.Open(role).State;
        foreach (
            var run in new Action<int>[]
            {
                count => Drain(state, Received(role, length, count)),
                count => Protocol.Run(state, Received(role, length, count), static _ => []),
            }
        )
        {
            Optimized(() =>
            {
                var (once, twice) = (BytesOf(() => run(500)), BytesOf(() => run(1000)));
                Assert.InRange((double)twice / once, 1.9, 2.1);
            });
        }
    }

    private static void Drain(Connection state, Input input)
    {
        var transition = Protocol.Step(state, input);
        while (transition.InputWaits) transition = Protocol.Step(transition.Next, new Input.Continue());
    }

    private static int Padded(int length) => (length + 7) / 8 * 8;

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<(Role Role, int Length, int Count), Input> Inputs = new();

    private static Input Received(Role role, int length, int count) =>
        Inputs.GetOrAdd((role, length, count), static key => new Input.Received(Wire(key.Role, key.Length, key.Count)));

    private static byte[] Wire(Role role, int length, int count)
    {
        var one = new WireFrame(Final: true, 0, 2, new byte[length])
        {
            Key = role == Role.Server ? new MaskKey(7) : null,
        }.ToBytes();
        return [.. Enumerable.Repeat(one, count).SelectMany(octets => octets)];
    }

    /// <summary>
    /// Repeats the assertion until it holds, for at most 30 s. The runtime compiles a method again after many calls. Some objects are
    /// allocated until then, and the two sides of a comparison may be compiled at different times.
    /// </summary>
    private static void Optimized(Action assertion)
    {
        for (var clock = Stopwatch.StartNew(); ; Thread.Sleep(50))
        {
            try
            {
                assertion();
                return;
            }
            catch (Xunit.Sdk.XunitException) when (clock.Elapsed < TimeSpan.FromSeconds(30))
            {
                // The runtime has not compiled all methods again yet.
            }
        }
    }

    /// <summary>The smallest of several measurements, since the runtime may allocate on this thread too.</summary>
    private static long BytesOf(Action run)
    {
        var least = long.MaxValue;
        for (var round = 0; round < 20; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            run();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
