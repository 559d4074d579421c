using System.Buffers;
using System.Runtime.CompilerServices;

namespace Pure.WebSockets.Schedules.Tests;

/// <summary>
/// A pool that knows which buffers are rented. A returned buffer is overwritten, so that a later read shows. At the end, it is checked, so
/// that a later write shows.
/// </summary>
internal sealed class CheckedPool : ArrayPool<byte>
{
    private const byte Returned = 0xDB;

    /// <summary>The buffers of the schedule that this thread runs.</summary>
    private static readonly ConditionalWeakTable<Schedule, Buffers> All = new();

    public override byte[] Rent(int minimumLength)
    {
        var buffer = new byte[minimumLength];
        All.GetOrCreateValue(Schedule.Now).Rented.Add(buffer);
        return buffer;
    }

    public override void Return(byte[] array, bool clearArray = false)
    {
        var buffers = All.GetOrCreateValue(Schedule.Now);
        if (!buffers.Rented.Remove(array)) Schedule.Fail($"a buffer was returned twice, by {Trace.Here()}");
        array.AsSpan().Fill(Returned);
        buffers.Returned.Add(array);
    }

    /// <summary>Checks that no buffer was written after its return.</summary>
    public static void Check(Schedule schedule)
    {
        if (All.TryGetValue(schedule, out var buffers) && buffers.Returned.Exists(buffer => buffer.AsSpan().ContainsAnyExcept(Returned)))
            schedule.Add("a buffer was written after its return");
    }

    private sealed class Buffers
    {
        public HashSet<byte[]> Rented { get; } = [];

        public List<byte[]> Returned { get; } = [];
    }
}
