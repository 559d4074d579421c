using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Pure.WebSockets.Host.Epoll;

/// <summary>
/// A thread that waits for all of its sockets at once (epoll, edge-triggered) and lets each go on in turn. There is one for each core,
/// for as long as the process lives; they wait without cost when nothing happens. A socket whose application blocks keeps the thread;
/// then another thread takes the reactor over, see <see cref="ReactorWatch"/>.
/// </summary>
internal sealed unsafe class Reactor
{
    private const int MostEvents = 256;
    private const int Add = 1;
    private const int Delete = 2;
    private const uint EdgeTriggered = 1u << 31;

    // The kernel packs the structure on x86-64, as it was on 32 bits.
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int EventBytes = DataOffset + sizeof(long);

    private static readonly Lock Starting = new();

    // Those that could be had, where one of them could not: the next try goes on from there.
    private static readonly List<Reactor> Begun = [];
    private static readonly ReactorWatch Watching = new();
    private static Reactor[]? all;

    private readonly ConcurrentQueue<WatchedSocket> turns = new();
    private readonly ConcurrentQueue<GCHandle> gone = new();
    private readonly int epoll;
    private readonly int wakeUp;
    private readonly int number;
    private readonly ReactorWatch watch;
    private int sockets;

    // What the thread that has the reactor works on: who takes it over goes on there.
    private readonly byte* events;
    private int fetched;
    private int next;
    private Thread? thread;

    // Counts what the thread does; odd while a socket goes on. A socket's turn ends by the count it began with, or the reactor is another
    // thread's by then.
    private long step;

    private Reactor(int number, ReactorWatch watch)
    {
        (this.number, this.watch) = (number, watch);
        epoll = Libc.CreateEpoll();
        try
        {
            wakeUp = Libc.CreateEvent();
            try
            {
                // An event that nobody is told of but by its edge need not be read: it only wakes.
                Control(Add, wakeUp, SocketEvents.Readable, data: 0);
                events = (byte*)NativeMemory.Alloc((nuint)(MostEvents * EventBytes));
                Begin(Run);
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

    /// <summary>All of them. They begin when they are first asked for.</summary>
    /// <exception cref="IOException">The system has no descriptor or no thread more. Whoever asks again later may get them.</exception>
    public static IReadOnlyList<Reactor> All => Volatile.Read(ref all) ?? BeginAll();

    /// <summary>The one with the fewest sockets.</summary>
    public static Reactor LeastBusy => All.MinBy(static reactor => Volatile.Read(ref reactor.sockets))!;

    /// <summary>Watches a socket from here on, and tells of it at once if there is something to tell.</summary>
    /// <returns>What the socket gives back at <see cref="Remove"/>.</returns>
    public GCHandle Watch(int descriptor, WatchedSocket socket)
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

    /// <summary>Watches it no more.</summary>
    public void Remove(int descriptor, GCHandle handle)
    {
        // Not left to closing: a child process that is being started may hold the socket open a little longer.
        Libc.Control(epoll, Delete, descriptor, change: null);
        Interlocked.Decrement(ref sockets);

        // The events that were fetched before may name it still.
        gone.Enqueue(handle);
        Wake();
    }

    /// <summary>Lets the socket go on when the others had their turn.</summary>
    public void Queue(WatchedSocket socket)
    {
        turns.Enqueue(socket);
        Wake();
    }

    /// <summary>What it has done so far: odd while a socket goes on.</summary>
    public long Step => Volatile.Read(ref step);

    /// <summary>
    /// Begins a thread that takes the reactor over if the one it has is still in that step then, with a socket that goes on. That one
    /// ends when the socket's turn does.
    /// </summary>
    /// <param name="since">The step.</param>
    /// <exception cref="OutOfMemoryException">The system has no thread more.</exception>
    public void TakeOver(long since) => Begin(() =>
    {
        if (Interlocked.CompareExchange(ref step, since + 1, since) == since) Run();
    });

    private static Reactor[] BeginAll()
    {
        lock (Starting)
        {
            if (all is { } begun) return begun;
            Reactor[] reactors;
            try
            {
                while (Begun.Count < Environment.ProcessorCount) Begun.Add(new Reactor(Begun.Count, Watching));
                reactors = [.. Begun];
                Watching.Begin(reactors);
            }
            catch (OutOfMemoryException exception)
            {
                throw new IOException("Epoll needs a thread for each core, and the system has none more.", exception);
            }

            Volatile.Write(ref all, reactors);
            return reactors;
        }
    }

    private void Begin(ThreadStart run) => new Thread(run) { IsBackground = true, Name = $"websocket reactor {number}" }.UnsafeStart();

    // A thread that lost the reactor just now may take itself for the one that has it: then that one looks after it left what it did.
    private void Wake()
    {
        if (Thread.CurrentThread != Volatile.Read(ref thread)) Libc.Signal(wakeUp);
    }

    private void Control(int operation, int descriptor, SocketEvents events, long data)
    {
        var change = stackalloc byte[EventBytes];
        *(uint*)change = (uint)events | EdgeTriggered;
        *(long*)(change + DataOffset) = data;
        Libc.Checked(Libc.Control(epoll, operation, descriptor, change));
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
                    && !GoesOn((WatchedSocket)GCHandle.FromIntPtr((nint)data).Target!, *(SocketEvents*)at)
                )
                    return;
            }

            for (var left = turns.Count; left > 0 && turns.TryDequeue(out var socket); left--)
                if (!GoesOn(socket, SocketEvents.None)) return;
            while (gone.TryDequeue(out var handle)) handle.Free();
            Fetch();
        }
    }

    private void Fetch()
    {
        (fetched, next) = (0, 0);
        var count = Libc.Wait(epoll, events, MostEvents, turns.IsEmpty && gone.IsEmpty ? Timeout.Infinite : 0);
        if (count < 0 && count != -Libc.Interrupted) throw Libc.Failure(count);
        fetched = Math.Max(0, count);

        // The watch sees this, or is seen to sleep.
        Interlocked.Add(ref step, 2);
        watch.Look();
    }

    /// <summary>
    /// Lets a socket go on, for what happened to it or because it is its turn again. False: meanwhile another thread has the reactor.
    /// </summary>
    private bool GoesOn(WatchedSocket socket, SocketEvents happened)
    {
        var begun = step + 1;
        Volatile.Write(ref step, begun);
        if (happened == SocketEvents.None) socket.OnTurn();
        else socket.OnEvents(happened);
        return Interlocked.CompareExchange(ref step, begun + 1, begun) == begun;
    }
}
