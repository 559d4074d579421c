using System.Buffers.Binary;
using System.Diagnostics;

namespace Pure.WebSockets.Host;

/// <summary>Pings whose pongs have not come yet, in the order in which they were sent. Guarded by the connection's lock.</summary>
internal sealed class PendingPings
{
    private readonly LinkedList<PendingPing> pending = new();
    private ulong last;

    /// <summary>Creates a ping with data that no other ping of this connection has.</summary>
    public PendingPing Create()
    {
        var data = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(data, ++last);
        return new PendingPing(data);
    }

    /// <summary>Adds a ping that was sent.</summary>
    public void Add(PendingPing ping)
    {
        ping.SentAt = Stopwatch.GetTimestamp();
        pending.AddLast(ping);
    }

    /// <summary>
    /// Completes the ping with this data, and all earlier pings, because a peer may answer only the last of several pings (RFC 6455
    /// §5.5.3).
    /// </summary>
    public void OnPong(ReadOnlySpan<byte> data, KeyValuePair<string, object?> role)
    {
        for (var answered = pending.First; answered is not null; answered = answered.Next)
        {
            if (!data.SequenceEqual(answered.Value.Data)) continue;
            while (pending.First is { } first)
            {
                pending.RemoveFirst();
                var roundTrip = Stopwatch.GetElapsedTime(first.Value.SentAt);
                Telemetry.Pings.Record(roundTrip.TotalSeconds, role);
                first.Value.TrySetResult(roundTrip);
                if (ReferenceEquals(first, answered)) return;
            }
        }
    }

    /// <summary>Fails all pings, because no more pongs can come.</summary>
    public void FailAll(Exception reason)
    {
        foreach (var ping in pending)
        {
            ping.TrySetException(reason);

            // A caller that does not await its ping must not cause an unobserved exception.
            _ = ping.Task.Exception;
        }

        pending.Clear();
    }
}

/// <summary>A ping, and its round-trip time after the pong has come.</summary>
/// <param name="data">The data, which the pong repeats.</param>
internal sealed class PendingPing(byte[] data) : TaskCompletionSource<TimeSpan>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public byte[] Data => data;

    /// <summary>When the ping was added to the output, by <see cref="Stopwatch.GetTimestamp"/>.</summary>
    public long SentAt { get; set; }
}
