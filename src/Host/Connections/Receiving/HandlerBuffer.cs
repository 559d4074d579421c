namespace Pure.WebSockets.Host;

/// <summary>
/// The memory into which short messages are unmasked for a handler. A thread that reads from connections has one buffer, so the memory
/// stays in the processor's cache.
/// </summary>
internal static class HandlerBuffer
{
    /// <summary>
    /// The length of the buffer, and thus the maximum length of a message that is passed to a handler without memory of its own, in bytes.
    /// </summary>
    public const int Length = 16 * 1024;

    [ThreadStatic]
    private static byte[]? free;

    /// <summary>
    /// Takes the buffer of the current thread. A handler can cause another connection to be read inside its call, on the same thread. In
    /// this case, the method returns a new buffer.
    /// </summary>
    public static byte[] Take()
    {
        var taken = free ?? Create();
        free = null;
        return taken;
    }

    /// <summary>Returns a new buffer. The application has pinned the previous buffer, which is therefore not reused.</summary>
    public static byte[] Create() => GC.AllocateUninitializedArray<byte>(Length);

    /// <summary>Gives a buffer back to the current thread.</summary>
    public static void Return(byte[] buffer) => free = buffer;
}
