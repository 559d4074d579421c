using System.Diagnostics;
using System.Net.Sockets;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Reads from a link with a time limit. When the limit is reached, the read in progress is not cancelled, because a TLS stream is unusable
/// after a cancelled read. Instead, the next call waits for the same read. Only one caller may read at a time.
/// </summary>
internal sealed class LinkReader : IDisposable
{
    private const int OpeningBytes = 16 * 1024;

    // The maximum number of consecutive reads that return bytes after the deadline. With a buffer of 64 KiB, these reads return at most 64
    // MiB.
    private const int MostBeforeTimer = 1024;

    private readonly Stream stream;
    private readonly Func<int> available;
    private readonly Stopwatch clock;
    private readonly Signal signal = new();
    private readonly Action arrive;
    private readonly Timer timer;
    private byte[] buffer = new byte[OpeningBytes];
    private bool lends = true;
    private ValueTask<int> pending;
    private bool isPending;
    private bool isAwaited;
    private bool hasArrived;
    private bool wasWoken;
    private long armed = long.MaxValue;
    private int beforeTimer;

    /// <param name="stream">The stream to read.</param>
    /// <param name="available">The function that returns the number of bytes that have arrived but have not been read.</param>
    /// <param name="clock">The link's clock.</param>
    public LinkReader(Stream stream, Func<int> available, Stopwatch clock)
    {
        (this.stream, this.available, this.clock) = (stream, available, clock);
        arrive = Arrived;
        timer = new Timer(_ => Ring(), state: null, Timeout.Infinite, Timeout.Infinite);
    }

    /// <summary>Whether the peer ended the stream or the transport failed.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>
    /// Sets the size of the buffer for later reads. If <paramref name="lent"/> is true, each read returns the buffer itself, which the next
    /// read overwrites; otherwise, each read returns a copy. This method must not be called while a read is in progress.
    /// </summary>
    public void Use(int size, bool lent) => (buffer, lends) = (new byte[size], lent);

    /// <summary>
    /// Ends the wait of the current call to <see cref="ReadAsync"/> early. If no call is waiting, the next wait ends immediately.
    /// </summary>
    public void Wake()
    {
        Volatile.Write(ref wasWoken, value: true);
        signal.Set();
    }

    /// <summary>
    /// Returns the next bytes that arrive, or an empty block if the stream has ended or the transport has failed. Returns None if the
    /// deadline is reached before any bytes arrive, or if <see cref="Wake"/> is called.
    /// </summary>
    /// <param name="due">
    /// The deadline on the link's clock. Bytes that have already arrived are returned even after the deadline, so that a delay in the
    /// tester is not attributed to the peer. At most <see cref="MostBeforeTimer"/> consecutive reads return bytes after the deadline.
    /// </param>
    /// <param name="stop">
    /// The token that cancels the wait. If the token is cancelled, the method throws an <see cref="OperationCanceledException"/>.
    /// </param>
    public async ValueTask<Option<ByteString>> ReadAsync(TimeSpan due, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        if (HasEnded) return ByteString.Empty;
        Begin();
        if (IsThere && (beforeTimer < MostBeforeTimer || clock.Elapsed < due))
        {
            // The number of reads after the deadline is limited. Otherwise, a peer that never stops sending could delay the tester's
            // timers indefinitely.
            beforeTimer = clock.Elapsed < due ? 0 : beforeTimer + 1;
            return Taken();
        }

        using var stopping = stop.UnsafeRegister(static waiting => ((Signal)waiting!).Set(), signal);
        while (true)
        {
            if (!isAwaited && !pending.IsCompleted)
            {
                isAwaited = true;
                pending.GetAwaiter().UnsafeOnCompleted(arrive);
            }

            stop.ThrowIfCancellationRequested();
            if (IsThere && beforeTimer < MostBeforeTimer) return Taken();
            if (Interlocked.Exchange(ref wasWoken, value: false)) return Option<ByteString>.None;
            if (clock.Elapsed < due) Arm(due);
            else if (beforeTimer >= MostBeforeTimer || await IsSilentAsync().ConfigureAwait(false)) return None();
            await signal.WaitAsync().ConfigureAwait(false);
        }
    }

    public void Dispose() => timer.Dispose();

    /// <summary>
    /// Whether the read in progress has completed. If a continuation is registered, the read counts as completed only after the
    /// continuation has been called. The task of the read can complete earlier, but the next read must not start before the continuation
    /// has been called.
    /// </summary>
    private bool IsThere => isAwaited ? Volatile.Read(ref hasArrived) : pending.IsCompleted;

    private void Arrived()
    {
        Volatile.Write(ref hasArrived, value: true);
        signal.Set();
    }

    private void Begin()
    {
        if (isPending) return;
        isPending = true;
        isAwaited = hasArrived = false;
        try
        {
            pending = stream.ReadAsync(buffer);
        }
        catch (Exception error) when (IsEnd(error))
        {
            pending = new ValueTask<int>(0);
        }
    }

    private ByteString Taken()
    {
        var read = 0;
        isPending = false;
        try
        {
            read = pending.GetAwaiter().GetResult();
        }
        catch (Exception error) when (IsEnd(error))
        {
            // A failed transport counts as the end of the stream.
        }

        HasEnded = read == 0;
        return lends ? ByteString.From(buffer.AsMemory(0, read)) : buffer.AsSpan(0, read).ToArray();
    }

    private Option<ByteString> None()
    {
        beforeTimer = 0;
        return Option<ByteString>.None;
    }

    /// <summary>
    /// Returns true if all received bytes have been read. If bytes are still waiting to be read, the read in progress completes soon
    /// and ends the caller's wait.
    /// </summary>
    private async ValueTask<bool> IsSilentAsync()
    {
        if (Available() > 0) return false;
        await Task.Yield();
        return !IsThere && Available() == 0;
    }

    private int Available()
    {
        try
        {
            return available();
        }
        catch (Exception error) when (IsEnd(error))
        {
            return 0;
        }
    }

    private void Arm(TimeSpan due)
    {
        if (due == TimeSpan.MaxValue || Volatile.Read(ref armed) == due.Ticks) return;
        Volatile.Write(ref armed, due.Ticks);
        timer.Change((long)Math.Clamp(Math.Ceiling((due - clock.Elapsed).TotalMilliseconds), 1, int.MaxValue), Timeout.Infinite);
    }

    private void Ring()
    {
        // The timer can fire early. In that case, the waiting caller finds that the time limit has not been reached, and sets the timer
        // again.
        Volatile.Write(ref armed, long.MaxValue);
        signal.Set();
    }

    private static bool IsEnd(Exception error) =>
        error is IOException or SocketException or ObjectDisposedException or InvalidOperationException;
}
