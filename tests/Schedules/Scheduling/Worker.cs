namespace Pure.WebSockets.Schedules.Tests;

/// <summary>A thread that runs operations of a schedule, one after another. At most one worker runs at a time.</summary>
internal sealed class Worker
{
    private readonly SemaphoreSlim turn = new(0);
    private readonly Stack<Worker> idle;
    private Operation? assigned;

    private Worker(Stack<Worker> idle)
    {
        this.idle = idle;
        new Thread(Loop) { IsBackground = true, Name = "a schedule's worker" }.Start();
    }

    /// <summary>Starts an operation on a worker that has nothing to run.</summary>
    public static void Start(Operation operation, Stack<Worker> idle)
    {
        var worker = idle.Count > 0 ? idle.Pop() : new Worker(idle);
        worker.assigned = operation;
        worker.Continue();
    }

    /// <summary>Ends all threads.</summary>
    public static void StopAll(Stack<Worker> idle)
    {
        while (idle.Count > 0)
        {
            var worker = idle.Pop();
            worker.assigned = null;
            worker.Continue();
        }
    }

    /// <summary>Lets the worker continue, after which the caller must wait or end.</summary>
    public void Continue() => turn.Release();

    /// <summary>Waits until another worker lets this one continue.</summary>
    public void Wait() => turn.Wait();

    private void Loop()
    {
        while (true)
        {
            Wait();
            if (assigned is not { } operation) return;
            assigned = null;
            while (true)
            {
                operation.Run(this);
                var next = operation.Schedule.End(operation);

                // An operation that has not started runs on this thread, because changing threads takes most of a schedule's time.
                if (next is { Worker: null })
                {
                    operation = next;
                    continue;
                }

                idle.Push(this);
                if (next is null) operation.Schedule.Over();
                else next.Worker!.Continue();
                break;
            }
        }
    }
}
