using Pure.WebSockets.Schedules.Tests;

namespace Pure.WebSockets.Host;

/// <summary>The edits of Edits.txt call this.</summary>
internal static class Planted
{
    /// <summary>Returns whether the fault is switched on in this schedule.</summary>
    public static bool Is(Fault fault) => Operation.Current?.Schedule.Fault == fault;

    /// <summary>Releases the lock for a moment if the fault is switched on, so that a step becomes two steps.</summary>
    public static void Split(Fault fault, Lock gate)
    {
        if (!Is(fault)) return;
        gate.Exit();
        gate.Enter();
    }
}
