namespace Pure.WebSockets.Schedules.Tests;

/// <summary>
/// One execution of a scenario. One operation runs at a time. At each point (before a lock is taken, before an atomic operation, before the
/// completion of a receive, before a call of the transport) the choices decide which operation runs next. When no operation can run, the
/// clock advances to the next timer. The schedule ends when there is no timer either.
/// </summary>
/// <remarks>
/// As a synchronization context, it receives the continuations of awaited tasks. A continuation runs inside of the completion exactly if it
/// does so on the thread pool: the task source allows it.
/// </remarks>
internal sealed class Schedule(Choices choices, Stack<Worker> idle, SemaphoreSlim over, bool isFine, Fault fault) : SynchronizationContext
{
    private const int MaxPoints = 5_000;

    private readonly List<Operation> operations = [];
    private readonly List<Operation> enabled = [];
    private readonly List<(string Name, Task Task)> calls = [];
    private List<string>? trace;
    private string? failure;
    private int points;

    /// <summary>The schedule that this thread runs.</summary>
    public static Schedule Now =>
        Operation.Current?.Schedule ?? throw new InvalidOperationException("A thread that no schedule controls uses a scheduled type.");

    /// <summary>The planted fault that is switched on.</summary>
    public Fault Fault => fault;

    public VirtualClock Clock { get; } = new();

    /// <summary>What went wrong first, or null.</summary>
    public string? Failure => failure;

    public int Points => points;

    /// <summary>The operations that ran, each with the place where it began to run, if <see cref="Record"/> was called.</summary>
    public IReadOnlyList<string> Steps => trace ?? [];

    /// <summary>Lets another operation run before the next step of this one. Within a lock, only a fine schedule does so.</summary>
    public static void Point()
    {
        if (Operation.Current is { } current && (current.LocksHeld == 0 || current.Schedule.IsFine)) current.Schedule.Switch(current);
    }

    /// <summary>A point of fine schedules only: after a lock is released, and at the reads and writes of shared fields.</summary>
    public static void FinePoint()
    {
        if (Operation.Current is { } current && current.Schedule.IsFine) current.Schedule.Switch(current);
    }

    /// <summary>Records the failure of the schedule that this thread runs. The first failure counts.</summary>
    public static void Fail(string what) => Now.failure ??= what;

    /// <summary>Records each step in <see cref="Steps"/>, which is slow.</summary>
    public void Record() => trace = [];

    private bool IsFine => isFine;

    /// <summary>Adds an operation, which starts when it is chosen.</summary>
    public void Post(string name, Action code) => operations.Add(new Operation(this, name, code));

    /// <summary>Adds a call of the test, which must have completed without an exception at the end.</summary>
    public void Call(string name, Func<Task> code) => Post(name, () => Track(name, code()));

    /// <summary>Adds a task that must have completed without an exception at the end.</summary>
    public void Track(string name, Task task) => calls.Add((name, task));

    public override void Post(SendOrPostCallback code, object? state)
    {
        if (Operation.Current is null) throw new InvalidOperationException("A task was completed by a thread that no schedule controls.");
        Post("a continuation", () => code(state));
    }

    public override void Send(SendOrPostCallback code, object? state) => throw new NotSupportedException();

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs from the first operation to the end.</summary>
    public void Run(string name, Action code)
    {
        Post(name, code);
        Worker.Start(Choose(current: null)!, idle);
        if (!over.Wait(TimeSpan.FromMinutes(2)))
            throw new TimeoutException("An operation waits for something that the schedule does not control: " + string.Join(", ", Alive));
        if (!choices.IsRepeatable) Add("the code under test did not do the same again for the same choices");
        foreach (var operation in operations) Add($"{operation.Name} waits for a lock for ever");
        foreach (var (call, task) in calls)
        {
            if (!task.IsCompleted) Add($"{call} has never completed");
            else if (task.Exception is { } exception) Add($"{call} threw {exception.InnerException}");
        }
    }

    /// <summary>Records a failure that was found after the end.</summary>
    public void Add(string what) => failure ??= what;

    /// <summary>Lets others run until the lock is free.</summary>
    public void WaitFor(Operation current, Lock gate)
    {
        current.Awaited = gate;
        Continue(current, Choose(current: null));
        current.Awaited = null;
    }

    /// <summary>Ends an operation. Returns the operation that runs next, or null if the schedule is over.</summary>
    public Operation? End(Operation ended)
    {
        operations.Remove(ended);
        return Choose(current: null);
    }

    public void Over() => over.Release();

    private IEnumerable<string> Alive => operations.Select(operation => operation.Name);

    private void Switch(Operation current)
    {
        if (++points > MaxPoints)
        {
            // The exception ends what repeats itself.
            Fail("the schedule does not end");
            throw new InvalidOperationException(failure);
        }

        var next = Choose(current);
        if (next != current) Continue(current, next);
    }

    private void Continue(Operation current, Operation? next)
    {
        var worker = current.Worker!;
        if (next is null) Over();
        else if (next.Worker is null) Worker.Start(next, idle);
        else next.Worker.Continue();
        worker.Wait();
        trace?.Add($"{current.Name} goes on at {Trace.Here()}");
    }

    private Operation? Choose(Operation? current)
    {
        enabled.Clear();
        if (current is not null) enabled.Add(current);
        foreach (var operation in operations)
            if (operation != current && operation.IsEnabled) enabled.Add(operation);
        if (enabled.Count == 0)
        {
            if (Clock.NextTimer() is not { } timer) return null;
            Post("a timer", timer);
            enabled.Add(operations[^1]);
        }

        var chosen = enabled[enabled.Count == 1 ? 0 : choices.Next(enabled.Count, current is not null)];
        if (chosen.Worker is null) trace?.Add($"{chosen.Name} starts");
        return chosen;
    }
}
