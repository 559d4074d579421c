namespace Pure.WebSockets.Schedules.Tests;

/// <summary>Code that runs on one thread from its start to its end: a call of the test, a work item, a continuation, a timer.</summary>
internal sealed class Operation(Schedule schedule, string name, Action code)
{
    [ThreadStatic]
    private static Operation? current;

    /// <summary>The operation that this thread runs, or null on a thread that no schedule controls.</summary>
    public static Operation? Current => current;

    public Schedule Schedule => schedule;

    public string Name => name;

    /// <summary>The thread that runs the operation, or null before its start.</summary>
    public Worker? Worker { get; private set; }

    /// <summary>The lock that the operation waits for.</summary>
    public Lock? Awaited { get; set; }

    /// <summary>The number of locks that the operation holds.</summary>
    public int LocksHeld { get; set; }

    /// <summary>Whether the operation can take its next step.</summary>
    public bool IsEnabled => Awaited is null || Awaited.IsFree;

    public void Run(Worker worker)
    {
        Worker = worker;
        current = this;
        SynchronizationContext.SetSynchronizationContext(schedule);
        try
        {
            code();
        }
        catch (Exception exception)
        {
            Schedule.Fail($"{name} threw {exception}");
        }

        if (LocksHeld > 0) Schedule.Fail($"{name} ended and holds a lock");
        current = null;
    }
}
