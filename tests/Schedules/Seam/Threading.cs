using Pure.WebSockets.Schedules.Tests;
using Real = System.Threading;

// Names of this namespace come before those of System.Threading in the sources that are compiled here.
namespace Pure.WebSockets.Host;

/// <summary>Atomic operations, each after a point at which another operation may run.</summary>
internal static class Interlocked
{
    public static int Increment(ref int value)
    {
        Schedule.Point();
        return Real.Interlocked.Increment(ref value);
    }

    public static int Decrement(ref int value)
    {
        Schedule.Point();
        return Real.Interlocked.Decrement(ref value);
    }

    public static long Add(ref long value, long more)
    {
        Schedule.Point();
        return Real.Interlocked.Add(ref value, more);
    }

    public static long Read(ref long value)
    {
        Schedule.Point();
        return Real.Interlocked.Read(ref value);
    }

    public static T Exchange<T>(ref T value, T next)
    {
        Schedule.Point();
        return Real.Interlocked.Exchange(ref value, next);
    }

    public static T CompareExchange<T>(ref T value, T next, T comparand)
    {
        Schedule.Point();
        return Real.Interlocked.CompareExchange(ref value, next, comparand);
    }

    public static void MemoryBarrier() => Schedule.Point();
}

/// <summary>Reads and writes of shared fields. They are points of a fine schedule only.</summary>
internal static class Volatile
{
    public static T Read<T>(ref readonly T value)
    {
        Schedule.FinePoint();
        return value;
    }

    public static void Write<T>(ref T location, T value)
    {
        Schedule.FinePoint();
        location = value;
    }

    public static void ReadBarrier() => Schedule.FinePoint();

    public static void WriteBarrier() => Schedule.FinePoint();
}

/// <summary>A thread pool whose work items are operations of the schedule.</summary>
internal static class ThreadPool
{
    public static bool UnsafeQueueUserWorkItem<T>(Action<T> work, T state, bool preferLocal)
    {
        Schedule.Now.Post("a work item", () => work(state));
        return true;
    }
}

/// <summary>Assertions that fail the schedule, in Release builds too.</summary>
internal static class Debug
{
    public static void Assert(bool holds)
    {
        if (!holds) Schedule.Fail("an assertion failed: the lock is not held at " + Trace.Here());
    }
}
