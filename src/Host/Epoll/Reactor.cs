using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Pure.WebSockets.Host.Epoll;

/// <summary>
/// A thread that waits for all of its sockets at once (epoll, edge-triggered) and lets each go on in turn. There is one for each core, for as long as the process lives; they wait
/// without cost when nothing happens.
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
    private static readonly Lazy<Reactor[]> Started = new(static () => [.. Enumerable.Range(0, Environment.ProcessorCount).Select(static number => new Reactor(number))]);

    private readonly ConcurrentQueue<WatchedSocket> turns = new();
    private readonly ConcurrentQueue<GCHandle> gone = new();
    private readonly int epoll = Libc.CreateEpoll();
    private readonly int wakeUp = Libc.CreateEvent();
    private readonly Thread thread;
    private int sockets;

    private Reactor(int number)
    {
        // An event that nobody is told of but by its edge need not be read: it only wakes.
        Control(Add, wakeUp, SocketEvents.Readable, data: 0);
        thread = new Thread(Run) { IsBackground = true, Name = $"websocket reactor {number}" };
        thread.Start();
    }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Reactor> All => Started.Value;

    /// <summary>The one with the fewest sockets.</summary>
    public static Reactor LeastBusy => Started.Value.MinBy(static reactor => Volatile.Read(ref reactor.sockets))!;

    /// <summary>Watches a socket from here on, and tells of it at once if there is something to tell.</summary>
    /// <returns>What the socket gives back at <see cref="Remove"/>.</returns>
    public GCHandle Watch(int descriptor, WatchedSocket socket)
    {
        var handle = GCHandle.Alloc(socket);
        try
        {
            Control(Add, descriptor, SocketEvents.Readable | SocketEvents.Writable | SocketEvents.PeerEnded, (long)GCHandle.ToIntPtr(handle));
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
        Libc.EpollControl(epoll, Delete, descriptor, change: null);
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

    private void Wake()
    {
        if (Thread.CurrentThread != thread) Libc.Signal(wakeUp);
    }

    private void Control(int operation, int descriptor, SocketEvents events, long data)
    {
        var change = stackalloc byte[EventBytes];
        *(uint*)change = (uint)events | EdgeTriggered;
        *(long*)(change + DataOffset) = data;
        Libc.Checked(Libc.EpollControl(epoll, operation, descriptor, change));
    }

    private void Run()
    {
        var events = stackalloc byte[MostEvents * EventBytes];
        while (true)
        {
            var count = Libc.EpollWait(epoll, events, MostEvents, turns.IsEmpty && gone.IsEmpty ? Timeout.Infinite : 0);
            if (count < 0 && Libc.Error != Libc.Interrupted) throw Libc.Failure(Libc.Error);
            for (var index = 0; index < count; index++)
            {
                var at = events + (index * EventBytes);
                if (*(long*)(at + DataOffset) is not 0 and var data) ((WatchedSocket)GCHandle.FromIntPtr((nint)data).Target!).OnEvents(*(SocketEvents*)at);
            }

            for (var left = turns.Count; left > 0 && turns.TryDequeue(out var socket); left--) socket.OnTurn();
            while (gone.TryDequeue(out var handle)) handle.Free();
        }
    }
}
