using System.Runtime.InteropServices;

namespace Pure.WebSockets.Host.Epoll;

/// <summary>The calls of Linux that the reactor makes. Their meaning, and their errors, are those of the manual's second section.</summary>
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
    private const int TcpLevel = 6;
    private const int TcpNoDelay = 1;

    /// <summary>The error of the call before, on this thread.</summary>
    public static int Error => Marshal.GetLastPInvokeError();

    /// <summary>What is thrown for it: transports break by an <see cref="IOException"/>.</summary>
    public static IOException Failure(int error) => new(Marshal.GetPInvokeErrorMessage(error));

    public static int CreateEpoll() => Checked(EpollCreate(CloseOnExec));

    public static int CreateEvent() => Checked(EventFd(0, CloseOnExec | NonBlocking));

    /// <summary>Lets whoever waits for the event know.</summary>
    public static void Signal(int descriptor)
    {
        var one = 1UL;
        Write(descriptor, &one, sizeof(ulong));
    }

    /// <summary>A connection from a socket that listens, and its peer's address; negative: see <see cref="Error"/>.</summary>
    public static int Accept(int descriptor, Span<byte> address)
    {
        var length = address.Length;
        fixed (byte* at = address) return Accept4(descriptor, at, &length, CloseOnExec | NonBlocking);
    }

    /// <summary>Output is gathered before it is written: to wait for more in the kernel would only delay it.</summary>
    public static void DoNotDelay(int descriptor)
    {
        var yes = 1;
        SetSocketOption(descriptor, TcpLevel, TcpNoDelay, &yes, sizeof(int));
    }

    public static nint Receive(int descriptor, Span<byte> into)
    {
        fixed (byte* at = into) return Receive(descriptor, at, (nuint)into.Length, flags: 0);
    }

    public static nint Send(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* at = bytes) return Send(descriptor, at, (nuint)bytes.Length, NoSignal);
    }

    public static int Checked(int result) => result >= 0 ? result : throw Failure(Error);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int EpollControl(int epoll, int operation, int descriptor, byte* change);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    public static partial int EpollWait(int epoll, byte* events, int most, int milliseconds);

    [LibraryImport("libc", EntryPoint = "shutdown", SetLastError = true)]
    public static partial int Shutdown(int descriptor, int how);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int EventFd(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, void* bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "accept4", SetLastError = true)]
    private static partial int Accept4(int descriptor, byte* address, int* length, int flags);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int SetSocketOption(int descriptor, int level, int option, void* value, int size);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(int descriptor, byte* into, nuint count, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint Send(int descriptor, byte* bytes, nuint count, int flags);
}
