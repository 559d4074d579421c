using Pure.WebSockets.Schedules.Tests;

// The compiler takes a type of this name for the lock statement. Host sources that are compiled here lock this type.
namespace System.Threading;

/// <summary>A lock that the scheduler controls. As the real one, it can be taken again by the thread that holds it.</summary>
internal sealed class Lock
{
    private Operation? owner;
    private int depth;

    /// <summary>Whether no operation holds the lock.</summary>
    public bool IsFree => owner is null;

    /// <summary>Whether the current operation holds the lock. Outside of a schedule, there are no other threads.</summary>
    public bool IsHeldByCurrentThread => Operation.Current is not { } current || owner == current;

    public Scope EnterScope()
    {
        Enter();
        return new Scope(this);
    }

    public void Enter()
    {
        if (Operation.Current is not { } current) return;
        if (owner != current)
        {
            Schedule.Point();
            while (owner is not null) current.Schedule.WaitFor(current, this);
            owner = current;
            current.LocksHeld++;
        }

        depth++;
    }

    public void Exit()
    {
        if (Operation.Current is not { } current || --depth > 0) return;
        owner = null;
        current.LocksHeld--;
        Schedule.FinePoint();
    }

    public readonly ref struct Scope(Lock held)
    {
        public void Dispose() => held.Exit();
    }
}
