using System.Buffers.Binary;
using System.Diagnostics;

namespace Pure.WebSockets.Host;

/// <summary>
/// The pings whose pongs have not arrived yet, in the order in which they were sent. The connection's lock guards this object.
/// </summary>
internal sealed class PendingPings
{
    private readonly LinkedList<PendingPing> pending = new();
    private ulong last;

    /// <summary>Creates a ping whose data differs from the data of every other ping that this method has created.</summary>
    public PendingPing Create()
    {
        var data = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(data, ++last);
        return new PendingPing(data);
    }

    /// <summary>Adds a ping and starts to measure its round-trip time.</summary>
    public void Add(PendingPing ping)
    {
        ping.SentAt = Stopwatch.GetTimestamp();
        pending.AddLast(ping);
    }

    /// <summary>
    /// Completes the first ping that has the given data, and all earlier pings. The earlier pings are completed because a peer is allowed
    /// to answer only the most recent of several pings (RFC 6455 §5.5.3).
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

    /// <summary>Completes all pings with the given exception, because no more pongs can arrive.</summary>
    public void FailAll(Exception reason)
    {
        foreach (var ping in pending)
        {
            ping.TrySetException(reason);

            // The exception is marked as observed here, because it is possible that no code awaits this task.
            _ = ping.Task.Exception;
        }

        pending.Clear();
    }
}

/// <summary>A ping whose task completes with the round-trip time when the pong arrives.</summary>
/// <param name="data">The data of the ping. The pong contains the same data.</param>
internal sealed class PendingPing(byte[] data) : TaskCompletionSource<TimeSpan>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public byte[] Data => data;

    /// <summary>The time at which the ping was added to the output, measured with <see cref="Stopwatch.GetTimestamp"/>.</summary>
    public long SentAt { get; set; }
}
