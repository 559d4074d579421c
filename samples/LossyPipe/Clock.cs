namespace Pure.WebSockets.Samples;

/// <summary>
/// Virtual time. Nothing waits, because the clock jumps to the next action. Actions of the same time run in the order of their calls.
/// </summary>
public sealed class Clock
{
    private readonly PriorityQueue<Action, (TimeSpan Due, int Number)> actions = new();
    private int count;

    /// <summary>The time since the start.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>Runs an action after a time.</summary>
    public void After(TimeSpan time, Action action) => actions.Enqueue(action, (Now + time, count++));

    /// <summary>Runs all actions, and the actions that they add.</summary>
    public void Run()
    {
        while (actions.TryDequeue(out var action, out var place))
        {
            Now = place.Due;
            action();
        }
    }
}
