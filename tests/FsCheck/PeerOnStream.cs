using System.Diagnostics;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.FsCheck.Tests;

/// <summary>Runs an endpoint in memory over a stream, in real time.</summary>
internal static class PeerOnStream
{
    public static async Task RunAsync(IMemoryPeer peer, Stream stream)
    {
        var started = Stopwatch.GetTimestamp();
        var buffer = new byte[16 * 1024];
        await stream.WriteAsync(peer.Begin(TimeSpan.Zero).Memory);
        Task<int>? reading = null;
        while (!peer.HasEnded)
        {
            reading ??= stream.ReadAsync(buffer).AsTask();
            var deadline = peer.Deadline.IfNone(TimeSpan.Zero);
            if (peer.Deadline.IsSome)
                await Task.WhenAny(reading, Task.Delay(Later(deadline - Stopwatch.GetElapsedTime(started))));
            else
                await reading;
            var now = Stopwatch.GetElapsedTime(started);
            ByteString output;
            if (reading.IsCompleted)
            {
                output = peer.Receive(buffer[..await reading], now);
                reading = null;
            }
            else
            {
                output = peer.Elapse(now > deadline ? now : deadline);
            }

            await stream.WriteAsync(output.Memory);
        }

        static TimeSpan Later(TimeSpan wait) => wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
