using System.Diagnostics;
using System.Net.Sockets;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Reads from a link with a time limit. A read that is in progress when the limit is reached is not cancelled, because a TLS stream is
/// unusable after a cancelled read. The next call continues that read. Only one caller is allowed to read at a time.
/// </summary>
internal sealed class LinkReader : IDisposable
{
    private const int OpeningBytes = 16 * 1024;

    // The maximum number of consecutive reads that can delay a due timer. This number of reads returns at most 64 MiB with buffers of 64
    // KiB.
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
    /// <param name="available">Returns the number of bytes that have arrived but have not been read.</param>
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
    /// Sets the size of the buffer for the next reads. If <paramref name="lent"/> is true, a read returns the buffer's own memory, which
    /// the next read overwrites. Otherwise, a read returns a copy. This method must not be called while a read is in progress.
    /// </summary>
    public void Use(int size, bool lent) => (buffer, lends) = (new byte[size], lent);

    /// <summary>Ends the current read's wait early. If no read is waiting, the next wait ends immediately.</summary>
    public void Wake()
    {
        Volatile.Write(ref wasWoken, value: true);
        signal.Set();
    }

    /// <summary>
    /// Returns the next bytes that arrive. Returns an empty block at the end of the stream or if the transport failed. Returns None if the
    /// deadline is reached first, or if <see cref="Wake"/> is called.
    /// </summary>
    /// <param name="due">
    /// The deadline on the link's clock. Bytes that have already arrived are returned even after the deadline, so that a delay in the
    /// tester is not attributed to the peer. However, at most <see cref="MostBeforeTimer"/> successive reads return bytes after the
    /// deadline.
    /// </param>
    /// <param name="stop">Cancels the wait. The method then throws an <see cref="OperationCanceledException"/>.</param>
    public async ValueTask<Option<ByteString>> ReadAsync(TimeSpan due, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        if (HasEnded) return ByteString.Empty;
        Begin();
        if (IsThere && (beforeTimer < MostBeforeTimer || clock.Elapsed < due))
        {
            // A peer that sends without a pause must not delay a timer forever.
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
    /// Whether the read in progress has completed. Once a continuation has been registered, the read counts as completed only when the
    /// continuation is called. The read's task can complete before this call, but a new read must not start before the call.
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
    /// Returns true if no received bytes are waiting to be read. Otherwise, returns false, because the read in progress will complete and
    /// wake the waiting caller.
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
        // The timer can fire early. If the time limit has not been reached yet, the waiting caller sets the timer again.
        Volatile.Write(ref armed, long.MaxValue);
        signal.Set();
    }

    private static bool IsEnd(Exception error) =>
        error is IOException or SocketException or ObjectDisposedException or InvalidOperationException;
}
