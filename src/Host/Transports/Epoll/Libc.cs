using System.Runtime.InteropServices;

namespace Pure.WebSockets.Host.Epoll;

/// <summary>
/// The Linux system calls that the reactor uses. Section 2 of the Linux manual describes the calls and their errors. If a call fails, the
/// result is the negative error number, for example -<see cref="Again"/>.
/// </summary>
internal static unsafe partial class Libc
{
    /// <summary>The error EAGAIN, which means that the call would block.</summary>
    public const int Again = 11;

    /// <summary>The error EINTR, which means that a signal interrupted the call.</summary>
    public const int Interrupted = 4;

    /// <summary>The error ECONNABORTED, which means that the peer closed the connection before it was accepted.</summary>
    public const int Aborted = 103;

    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const int NoSignal = 0x4000;
    private const int DescriptorLimit = 7;
    private const short NotOpen = 0x20;
    private const int TcpLevel = 6;
    private const int TcpNoDelay = 1;

    /// <summary>Creates the exception for a negative result.</summary>
    public static IOException Failure(nint result) => new(Marshal.GetPInvokeErrorMessage((int)-result));

    public static int CreateEpoll() => ThrowIfFailed(Result(EpollCreate(CloseOnExec)));

    public static int CreateEvent() => ThrowIfFailed(Result(EventFd(0, CloseOnExec | NonBlocking)));

    /// <summary>
    /// Returns the maximum number of file descriptors that the process may open, which is the soft limit (getrlimit(2), RLIMIT_NOFILE).
    /// </summary>
    public static int MaxDescriptors()
    {
        ResourceLimit limit = default;
        ThrowIfFailed(Result(GetLimit(DescriptorLimit, &limit)));

        // If there is no limit, the system call returns the largest nuint, which does not fit into an int.
        return (int)Math.Min(limit.Soft, int.MaxValue);
    }

    /// <summary>Returns the number of free file descriptors in a range of descriptor numbers, as determined by poll(2).</summary>
    /// <param name="first">The first number.</param>
    /// <param name="count">The length of the range. The method allocates eight bytes on the stack for each number.</param>
    public static int FreeDescriptors(int first, int count)
    {
        var polled = stackalloc PollDescriptor[count];
        for (var index = 0; index < count; index++) polled[index] = new PollDescriptor(first + index);
        ThrowIfFailed(Result(Poll(polled, (nuint)count, timeout: 0)));
        var free = 0;
        for (var index = 0; index < count; index++) free += (polled[index].ReturnedEvents & NotOpen) / NotOpen;
        return free;
    }

    /// <summary>Signals an event descriptor (eventfd(2)).</summary>
    public static void Signal(int descriptor)
    {
        var one = 1UL;
        Write(descriptor, &one, sizeof(ulong));
    }

    /// <summary>Accepts a connection and writes the peer's address to the buffer. Returns the descriptor of the connection.</summary>
    public static int Accept(int descriptor, Span<byte> address)
    {
        var length = address.Length;
        fixed (byte* at = address) return Result(Accept4(descriptor, at, &length, CloseOnExec | NonBlocking));
    }

    /// <summary>Adds a descriptor to an epoll instance or removes a descriptor from it.</summary>
    public static int Control(int epoll, int operation, int descriptor, byte* change) =>
        Result(EpollControl(epoll, operation, descriptor, change));

    /// <summary>Waits for events. Returns the number of events.</summary>
    public static int Wait(int epoll, byte* events, int most, int milliseconds) => Result(EpollWait(epoll, events, most, milliseconds));

    /// <summary>Shuts down one direction or both directions of a connection.</summary>
    public static int ShutDown(int descriptor, int how) => Result(Shutdown(descriptor, how));

    /// <summary>
    /// Disables Nagle's algorithm. The connection buffers its output itself, so Nagle's algorithm would only add a delay.
    /// </summary>
    public static void SetNoDelay(int descriptor)
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

    /// <summary>Sends two buffers in one call.</summary>
    public static nint Send(int descriptor, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> payload)
    {
        fixed (byte* at = bytes, then = payload)
        {
            var vectors = stackalloc IoVector[] { new IoVector(at, (nuint)bytes.Length), new IoVector(then, (nuint)payload.Length) };
            var message = new MessageHeader { Vectors = vectors, Count = 2 };
            return Result(SendMessage(descriptor, &message, NoSignal));
        }
    }

    public static int ThrowIfFailed(int result) => result >= 0 ? result : throw Failure(result);

    // The error number must be read immediately after the call, and is valid only if the call failed.
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
    private static partial int GetLimit(int resource, ResourceLimit* limit);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(PollDescriptor* polled, nuint count, int timeout);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int descriptor, void* bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "accept4")]
    private static partial int Accept4(int descriptor, byte* address, int* length, int flags);

    [LibraryImport("libc", EntryPoint = "setsockopt")]
    private static partial int SetSocketOption(int descriptor, int level, int option, void* value, int size);

    [LibraryImport("libc", EntryPoint = "sendmsg")]
    private static partial nint SendMessage(int descriptor, MessageHeader* message, int flags);

    [LibraryImport("libc", EntryPoint = "recv")]
    private static partial nint Receive(int descriptor, byte* into, nuint count, int flags);

    [LibraryImport("libc", EntryPoint = "send")]
    private static partial nint Send(int descriptor, byte* bytes, nuint count, int flags);

    /// <summary>
    /// An element of the array for poll (struct pollfd). No events are requested, because poll reports descriptors that are not open even
    /// without a request.
    /// </summary>
    private readonly struct PollDescriptor(int descriptor)
    {
        public readonly int Descriptor = descriptor;
        public readonly short RequestedEvents = 0;
        public readonly short ReturnedEvents = 0;
    }

    /// <summary>
    /// A resource limit (struct rlimit). The soft limit is the current value, and the hard limit is the maximum to which the soft limit can
    /// be raised.
    /// </summary>
    private struct ResourceLimit
    {
        public nuint Soft;
        public nuint Hard;
    }

    /// <summary>A buffer (struct iovec).</summary>
    private readonly struct IoVector(byte* start, nuint length)
    {
        public readonly byte* Start = start;
        public readonly nuint Length = length;
    }

    /// <summary>The arguments of sendmsg (struct msghdr). Unused fields stay zero.</summary>
    private struct MessageHeader
    {
        public byte* Name;
        public uint NameLength;
        public IoVector* Vectors;
        public nuint Count;
        public byte* Control;
        public nuint ControlLength;
        public int Flags;
    }
}
