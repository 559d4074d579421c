using System.Runtime.InteropServices;

namespace Pure.WebSockets.Host.Epoll;

/// <summary>
/// The calls of Linux that the reactor makes. Their meaning, and their errors, are those of the manual's second section; here an error is
/// a negative result, -<see cref="Again"/> say.
/// </summary>
internal static unsafe partial class Libc
{
    /// <summary>There is nothing to receive, no room to send, nobody to accept.</summary>
    public const int Again = 11;

    /// <summary>A signal came first.</summary>
    public const int Interrupted = 4;

    /// <summary>The peer gave up before it was accepted.</summary>
    public const int Aborted = 103;

    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const int NoSignal = 0x4000;
    private const int DescriptorLimit = 7;
    private const short NotOpen = 0x20;
    private const int TcpLevel = 6;
    private const int TcpNoDelay = 1;

    /// <summary>What is thrown for such a result: transports break by an <see cref="IOException"/>.</summary>
    public static IOException Failure(nint result) => new(Marshal.GetPInvokeErrorMessage((int)-result));

    public static int CreateEpoll() => Checked(Result(EpollCreate(CloseOnExec)));

    public static int CreateEvent() => Checked(Result(EventFd(0, CloseOnExec | NonBlocking)));

    /// <summary>How many descriptors the process may have: the soft limit (getrlimit(2), RLIMIT_NOFILE).</summary>
    public static int MostDescriptors()
    {
        Limit limit = default;
        Checked(Result(GetLimit(DescriptorLimit, &limit)));

        // What is not limited is more than any descriptor's number.
        return (int)Math.Min(limit.Soft, int.MaxValue);
    }

    /// <summary>How many of these numbers are no open descriptor's, as poll(2) tells.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many there are; few enough for the stack.</param>
    public static int FreeDescriptors(int first, int count)
    {
        var asked = stackalloc Asked[count];
        for (var index = 0; index < count; index++) asked[index] = new Asked(first + index);
        Checked(Result(Poll(asked, (nuint)count, timeout: 0)));
        var free = 0;
        for (var index = 0; index < count; index++) free += (asked[index].Happened & NotOpen) / NotOpen;
        return free;
    }

    /// <summary>Lets whoever waits for the event know.</summary>
    public static void Signal(int descriptor)
    {
        var one = 1UL;
        Write(descriptor, &one, sizeof(ulong));
    }

    /// <summary>A connection from a socket that listens, and its peer's address.</summary>
    public static int Accept(int descriptor, Span<byte> address)
    {
        var length = address.Length;
        fixed (byte* at = address) return Result(Accept4(descriptor, at, &length, CloseOnExec | NonBlocking));
    }

    /// <summary>Watches a descriptor, or no more.</summary>
    public static int Control(int epoll, int operation, int descriptor, byte* change) =>
        Result(EpollControl(epoll, operation, descriptor, change));

    /// <summary>Waits for events; how many there are.</summary>
    public static int Wait(int epoll, byte* events, int most, int milliseconds) => Result(EpollWait(epoll, events, most, milliseconds));

    /// <summary>Ends a connection, in one direction or both.</summary>
    public static int End(int descriptor, int how) => Result(Shutdown(descriptor, how));

    /// <summary>Output is gathered before it is written: to wait for more in the kernel would only delay it.</summary>
    public static void DoNotDelay(int descriptor)
    {
        var yes = 1;
        SetSocketOption(descriptor, TcpLevel, TcpNoDelay, &yes, sizeof(int));
    }

    public static nint Receive(int descriptor, Span<byte> into)
    {
        fixed (byte* at = into) return Result(Receive(descriptor, at, (nuint)into.Length, flags: 0));
    }

    public static nint Send(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* at = bytes) return Result(Send(descriptor, at, (nuint)bytes.Length, NoSignal));
    }

    /// <summary>Sends from two places at once.</summary>
    public static nint Send(int descriptor, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> payload)
    {
        fixed (byte* at = bytes, then = payload)
        {
            var places = stackalloc Place[] { new Place(at, (nuint)bytes.Length), new Place(then, (nuint)payload.Length) };
            var message = new Gathered { Places = places, Count = 2 };
            return Result(SendMessage(descriptor, &message, NoSignal));
        }
    }

    public static int Checked(int result) => result >= 0 ? result : throw Failure(result);

    // The call's own error, read at once, and only where there is one: most calls have none.
    private static nint Result(nint result) => result >= 0 ? result : -Marshal.GetLastSystemError();

    private static int Result(int result) => result >= 0 ? result : -Marshal.GetLastSystemError();

    [LibraryImport("libc", EntryPoint = "epoll_ctl")]
    private static partial int EpollControl(int epoll, int operation, int descriptor, byte* change);

    [LibraryImport("libc", EntryPoint = "epoll_wait")]
    private static partial int EpollWait(int epoll, byte* events, int most, int milliseconds);

    [LibraryImport("libc", EntryPoint = "shutdown")]
    private static partial int Shutdown(int descriptor, int how);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "epoll_create1")]
    private static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "eventfd")]
    private static partial int EventFd(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, Limit* limit);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(Asked* asked, nuint count, int timeout);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int descriptor, void* bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "accept4")]
    private static partial int Accept4(int descriptor, byte* address, int* length, int flags);

    [LibraryImport("libc", EntryPoint = "setsockopt")]
    private static partial int SetSocketOption(int descriptor, int level, int option, void* value, int size);

    [LibraryImport("libc", EntryPoint = "sendmsg")]
    private static partial nint SendMessage(int descriptor, Gathered* message, int flags);

    [LibraryImport("libc", EntryPoint = "recv")]
    private static partial nint Receive(int descriptor, byte* into, nuint count, int flags);

    [LibraryImport("libc", EntryPoint = "send")]
    private static partial nint Send(int descriptor, byte* bytes, nuint count, int flags);

    /// <summary>A descriptor that poll is asked about (struct pollfd): nothing is awaited there.</summary>
    private readonly struct Asked(int descriptor)
    {
        public readonly int Descriptor = descriptor;
        public readonly short Awaited = 0;
        public readonly short Happened = 0;
    }

    /// <summary>A limit of the process (struct rlimit): the one that holds, and the one up to which it may be raised.</summary>
    private struct Limit
    {
        public nuint Soft;
        public nuint Hard;
    }

    /// <summary>A piece of memory (struct iovec).</summary>
    private readonly struct Place(byte* start, nuint length)
    {
        public readonly byte* Start = start;
        public readonly nuint Length = length;
    }

    /// <summary>What is sent at once (struct msghdr); the rest of it stays empty.</summary>
    private struct Gathered
    {
        public byte* Name;
        public uint NameLength;
        public Place* Places;
        public nuint Count;
        public byte* Control;
        public nuint ControlLength;
        public int Flags;
    }
}
