using System.Diagnostics;
using System.Net.Sockets;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Reads from a link with a time limit. A read that is under way when the time is over is never cancelled, for TLS would not survive it:
/// the next call comes back to it. One caller at a time.
/// </summary>
internal sealed class LinkReader : IDisposable
{
    private const int OpeningBytes = 16 * 1024;

    // Reads in a row for which a timer that is due waits: 64 MiB of them.
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

    /// <param name="stream">What to read.</param>
    /// <param name="available">How many octets have arrived that no read has taken.</param>
    /// <param name="clock">The link's clock.</param>
    public LinkReader(Stream stream, Func<int> available, Stopwatch clock)
    {
        (this.stream, this.available, this.clock) = (stream, available, clock);
        arrive = Arrived;
        timer = new Timer(_ => Ring(), state: null, Timeout.Infinite, Timeout.Infinite);
    }

    /// <summary>Whether the peer's end of the stream came, or the transport broke.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>
    /// Reads with a buffer of this size from now on. One that is lent is written over by the next read; without it, what is read is a
    /// copy. Not while a read is under way.
    /// </summary>
    public void Use(int size, bool lent) => (buffer, lends) = (new byte[size], lent);

    /// <summary>Ends the wait of a read before its time.</summary>
    public void Wake()
    {
        Volatile.Write(ref wasWoken, value: true);
        signal.Set();
    }

    /// <summary>
    /// What arrives: no octets at the end of the stream, which a broken transport is too; none when the time is over first, or
    /// <see cref="Wake"/> was called.
    /// </summary>
    /// <param name="due">When the time is over, by the link's clock. What has arrived by then comes first: who was kept waiting does not
    /// blame the peer.</param>
    /// <param name="stop">Ends the wait with an <see cref="OperationCanceledException"/>.</param>
    public async ValueTask<Option<Octets>> ReadAsync(TimeSpan due, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        if (HasEnded) return Octets.Empty;
        Begin();
        if (IsThere && (beforeTimer < MostBeforeTimer || clock.Elapsed < due))
        {
            // A peer that never stops does not put its timer off for ever.
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
            if (Interlocked.Exchange(ref wasWoken, value: false)) return Option<Octets>.None;
            if (clock.Elapsed < due) Arm(due);
            else if (beforeTimer >= MostBeforeTimer || await IsSilentAsync().ConfigureAwait(false)) return None();
            await signal.WaitAsync().ConfigureAwait(false);
        }
    }

    public void Dispose() => timer.Dispose();

    /// <summary>
    /// Whether the read under way has ended. Once somebody is to be told of its end, it has when he was: its source may tell before it is
    /// done, and may not be used again meanwhile.
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

    private Octets Taken()
    {
        var read = 0;
        isPending = false;
        try
        {
            read = pending.GetAwaiter().GetResult();
        }
        catch (Exception error) when (IsEnd(error))
        {
            // A transport that broke has ended.
        }

        HasEnded = read == 0;
        return lends ? Octets.Of(buffer.AsMemory(0, read)) : buffer.AsSpan(0, read).ToArray();
    }

    private Option<Octets> None()
    {
        beforeTimer = 0;
        return Option<Octets>.None;
    }

    /// <summary>
    /// Whether nothing is there and nothing on its way from the transport to the read. What is there makes the read end, and that wakes
    /// who waits.
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
        // It rang, perhaps early: who still has time left sets it again.
        Volatile.Write(ref armed, long.MaxValue);
        signal.Set();
    }

    private static bool IsEnd(Exception error) =>
        error is IOException or SocketException or ObjectDisposedException or InvalidOperationException;
}
