using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Pure.WebSockets.Host.Epoll;

/// <summary>
/// An event loop on its own thread. The reactor waits for events on all its sockets (epoll, edge-triggered) and serves the sockets one
/// after another. There is one reactor for each processor core. A reactor runs until the process ends. An idle reactor uses no CPU time. If
/// an application blocks the thread, another thread takes over the reactor (see <see cref="ReactorWatchdog"/>).
/// </summary>
internal sealed unsafe class Reactor
{
    private const int MostEvents = 256;
    private const int Add = 1;
    private const int Delete = 2;
    private const uint EdgeTriggered = 1u << 31;

    // On x86-64, struct epoll_event is packed, so its data is at offset 4 instead of 8.
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int EventBytes = DataOffset + sizeof(long);

    private static readonly Lock Starting = new();

    // The reactors that have started. If one of the reactors fails to start, the next attempt starts only the missing reactors.
    private static readonly List<Reactor> Started = [];
    private static readonly ReactorWatchdog Watchdog = new();
    private static Reactor[]? all;

    private readonly ConcurrentQueue<EpollSocket> scheduled = new();
    private readonly ConcurrentQueue<GCHandle> removed = new();
    private readonly int epoll;
    private readonly int wakeUp;
    private readonly int number;
    private readonly ReactorWatchdog watchdog;
    private int sockets;

    // The state of the event loop. A thread that takes over the reactor continues from this state.
    private readonly byte* events;
    private int fetched;
    private int next;
    private Thread? thread;

    // A counter of the loop's steps. The counter is odd while the reactor serves a socket. If another thread takes over the reactor during
    // this time, that thread changes the counter.
    private long step;

    private Reactor(int number, ReactorWatchdog watchdog)
    {
        (this.number, this.watchdog) = (number, watchdog);
        epoll = Libc.CreateEpoll();
        try
        {
            wakeUp = Libc.CreateEvent();
            try
            {
                // The wake-up event is edge-triggered, so it never needs to be read.
                Control(Add, wakeUp, SocketEvents.Readable, data: 0);
                events = (byte*)NativeMemory.Alloc((nuint)(MostEvents * EventBytes));
                StartThread(Run);
            }
            catch (Exception)
            {
                NativeMemory.Free(events);
                Libc.Close(wakeUp);
                throw;
            }
        }
        catch (Exception)
        {
            Libc.Close(epoll);
            throw;
        }
    }

    /// <summary>All reactors, which are started on first use.</summary>
    /// <exception cref="IOException">No file descriptor or thread is available. A later call can succeed.</exception>
    public static IReadOnlyList<Reactor> All => Volatile.Read(ref all) ?? StartAll();

    /// <summary>The reactor with the fewest sockets.</summary>
    public static Reactor LeastBusy => All.MinBy(static reactor => Volatile.Read(ref reactor.sockets))!;

    /// <summary>Starts watching a socket. Events that are already pending are reported as well.</summary>
    /// <returns>The handle to pass to <see cref="Remove"/>.</returns>
    public GCHandle Watch(int descriptor, EpollSocket socket)
    {
        var handle = GCHandle.Alloc(socket);
        try
        {
            Control(
                Add,
                descriptor,
                SocketEvents.Readable | SocketEvents.Urgent | SocketEvents.Writable | SocketEvents.PeerEnded,
                (long)GCHandle.ToIntPtr(handle)
            );
        }
        catch (IOException)
        {
            handle.Free();
            throw;
        }

        Interlocked.Increment(ref sockets);
        return handle;
    }

    /// <summary>Stops watching a socket.</summary>
    public void Remove(int descriptor, GCHandle handle)
    {
        // To remove the socket from the epoll instance, closing the descriptor is not sufficient. A child process that is just being
        // started can have a copy of the descriptor, and the copy keeps the socket open.
        Libc.Control(epoll, Delete, descriptor, change: null);
        Interlocked.Decrement(ref sockets);

        // Events that have been fetched can still refer to the handle, so the handle is freed only after these events have been processed.
        removed.Enqueue(handle);
        Wake();
    }

    /// <summary>Schedules the socket to be served again, after the reactor has served its other sockets.</summary>
    public void Schedule(EpollSocket socket)
    {
        scheduled.Enqueue(socket);
        Wake();
    }

    /// <summary>A counter of the loop's steps, which is odd while the reactor serves a socket.</summary>
    public long Step => Volatile.Read(ref step);

    /// <summary>
    /// Starts a thread that takes over the reactor if the reactor's current thread is still in the given step. After a takeover, the
    /// previous thread ends when it has finished serving its current socket.
    /// </summary>
    /// <param name="since">
    /// The value of <see cref="Step"/> at the time when the watchdog found that the reactor was serving a socket.
    /// </param>
    /// <exception cref="OutOfMemoryException">No thread is available.</exception>
    public void TakeOver(long since) => StartThread(() =>
    {
        if (Interlocked.CompareExchange(ref step, since + 1, since) == since) Run();
    });

    private static Reactor[] StartAll()
    {
        lock (Starting)
        {
            if (all is { } begun) return begun;
            Reactor[] reactors;
            try
            {
                while (Started.Count < Environment.ProcessorCount) Started.Add(new Reactor(Started.Count, Watchdog));
                reactors = [.. Started];
                Watchdog.Begin(reactors);
            }
            catch (OutOfMemoryException exception)
            {
                throw new IOException("The epoll transport requires a thread for each core, but no more threads are available.", exception);
            }

            Volatile.Write(ref all, reactors);
            return reactors;
        }
    }

    private void StartThread(ThreadStart run) =>
        new Thread(run) { IsBackground = true, Name = $"websocket reactor {number}" }.UnsafeStart();

    // The reactor's own thread needs no wake-up. Just after a takeover, the previous thread is still recorded as the reactor's thread, so
    // its calls do not wake the reactor either. The missing wake-up is harmless, because the new thread empties the queues before it waits.
    private void Wake()
    {
        if (Thread.CurrentThread != Volatile.Read(ref thread)) Libc.Signal(wakeUp);
    }

    private void Control(int operation, int descriptor, SocketEvents events, long data)
    {
        var change = stackalloc byte[EventBytes];
        *(uint*)change = (uint)events | EdgeTriggered;
        *(long*)(change + DataOffset) = data;
        Libc.ThrowIfFailed(Libc.Control(epoll, operation, descriptor, change));
    }

    private void Run()
    {
        Interlocked.Exchange(ref thread, Thread.CurrentThread);
        while (true)
        {
            while (next < fetched)
            {
                var at = events + (next++ * EventBytes);
                if (
                    *(long*)(at + DataOffset) is not 0 and var data
                    && !TryRun((EpollSocket)GCHandle.FromIntPtr((nint)data).Target!, *(SocketEvents*)at)
                )
                    return;
            }

            for (var left = scheduled.Count; left > 0 && scheduled.TryDequeue(out var socket); left--)
                if (!TryRun(socket, SocketEvents.None)) return;
            while (removed.TryDequeue(out var handle)) handle.Free();
            Fetch();
        }
    }

    private void Fetch()
    {
        (fetched, next) = (0, 0);
        var count = Libc.Wait(epoll, events, MostEvents, scheduled.IsEmpty && removed.IsEmpty ? Timeout.Infinite : 0);
        if (count < 0 && count != -Libc.Interrupted) throw Libc.Failure(count);
        fetched = Math.Max(0, count);

        // The addition is interlocked. As a result, either the watchdog reads the new step before it sleeps, or this thread reads that the
        // watchdog is asleep and wakes the watchdog.
        Interlocked.Add(ref step, 2);
        watchdog.NotifyActivity();
    }

    /// <summary>
    /// Serves a socket that has events or was scheduled. Returns false if another thread has taken over the reactor during this call.
    /// </summary>
    private bool TryRun(EpollSocket socket, SocketEvents happened)
    {
        var begun = step + 1;
        Volatile.Write(ref step, begun);
        if (happened == SocketEvents.None) socket.OnNextRound();
        else socket.OnEvents(happened);
        return Interlocked.CompareExchange(ref step, begun + 1, begun) == begun;
    }
}
