using System.Buffers.Binary;
using System.Diagnostics;

namespace Pure.WebSockets.Host;

/// <summary>Pings whose pongs are waited for, in the order in which they were sent. Guarded by the connection's lock.</summary>
internal sealed class PendingPings
{
    private readonly LinkedList<PendingPing> pending = new();
    private ulong last;

    /// <summary>A ping with data that no other of this connection has.</summary>
    public PendingPing Next()
    {
        var data = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(data, ++last);
        return new PendingPing(data);
    }

    /// <summary>A ping is on its way.</summary>
    public void Sent(PendingPing ping)
    {
        ping.SentAt = Stopwatch.GetTimestamp();
        pending.AddLast(ping);
    }

    /// <summary>
    /// A pong has come. A peer may answer the last of several pings only (RFC 6455 §5.5.3): those before it are answered too.
    /// </summary>
    public void Answered(ReadOnlySpan<byte> data, KeyValuePair<string, object?> role)
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

    /// <summary>No pong comes any more.</summary>
    public void GiveUp(Exception reason)
    {
        foreach (var ping in pending)
        {
            ping.TrySetException(reason);

            // Who does not wait for the pong does not want to hear of it.
            _ = ping.Task.Exception;
        }

        pending.Clear();
    }
}

/// <summary>A ping and its round trip, once its pong is there.</summary>
/// <param name="data">What the pong brings back.</param>
internal sealed class PendingPing(byte[] data) : TaskCompletionSource<TimeSpan>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public byte[] Data => data;

    /// <summary>When it was handed to the wire, as <see cref="Stopwatch.GetTimestamp"/> counts.</summary>
    public long SentAt { get; set; }
}
