using System.Diagnostics;
using System.Net.Sockets;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>An <see cref="EchoPeer"/> on sockets, in real time.</summary>
public static class FaultyServer
{
    /// <summary>Starts a server with this fault.</summary>
    public static LoopbackServer With(Fault fault) => new((socket, stop) => HoldAsync(socket, new EchoPeer(Role.Server, fault), stop));

    /// <summary>Runs a peer over a socket until it ends.</summary>
    internal static async Task HoldAsync(Socket socket, IMemoryPeer peer, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        var buffer = new byte[64 * 1024];
        socket.NoDelay = true;
        await SayAsync(peer.Begin(clock.Elapsed));
        var reading = ReadAsync();
        while (!peer.HasEnded)
        {
            var wait = peer.Deadline.Match(at => at > clock.Elapsed ? at - clock.Elapsed : TimeSpan.Zero, () => Timeout.InfiniteTimeSpan);
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stop);
            if (await Task.WhenAny(reading, Task.Delay(wait, waiting.Token)) == reading)
            {
                await waiting.CancelAsync();
                var read = await reading;
                await SayAsync(peer.Receive(buffer.AsSpan(0, read).ToArray(), clock.Elapsed));
                if (read == 0 && peer.HasEnded) return;
                reading = read > 0 ? ReadAsync() : NeverAsync();
            }
            else
            {
                stop.ThrowIfCancellationRequested();
                await SayAsync(peer.Elapse(peer.Deadline.Map(at => at > clock.Elapsed ? at : clock.Elapsed).IfNone(clock.Elapsed)));
            }
        }

        // Read what remains: unread bytes would turn the end into a reset, which discards what was sent before.
        socket.Shutdown(SocketShutdown.Send);
        while (await reading > 0) reading = ReadAsync();

        async Task<int> ReadAsync()
        {
            try
            {
                return await socket.ReceiveAsync(buffer.AsMemory(), stop);
            }
            catch (SocketException)
            {
                return 0;
            }
        }

        // Nothing comes after the end.
        async Task<int> NeverAsync()
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, stop);
            return 0;
        }

        async Task SayAsync(ByteString octets)
        {
            for (var rest = octets.Memory; rest.Length > 0;) rest = rest[await socket.SendAsync(rest, stop)..];
        }
    }
}
