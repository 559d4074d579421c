using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Pure.WebSockets.Host.Tests.Soak;

/// <summary>Relays connections to a server, each with its own fault. The peers at both ends are real sockets.</summary>
internal sealed class FaultyNetwork : IAsyncDisposable
{
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentQueue<Fault> faults = new();
    private readonly ConcurrentBag<Task> carried = [];
    private readonly IPEndPoint server;
    private readonly CancellationTokenSource stop = new();
    private readonly Task accepting;

    public FaultyNetwork(IPEndPoint server, IEnumerable<Fault> faults)
    {
        this.server = server;
        foreach (var fault in faults) this.faults.Enqueue(fault);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(4096);
        accepting = Task.Run(AcceptAsync);
    }

    public IPEndPoint EndPoint => (IPEndPoint)listener.LocalEndPoint!;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await accepting;
        await Task.WhenAll(carried).Within();
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptAsync(stop.Token);
                if (!faults.TryDequeue(out var fault)) throw new InvalidOperationException("more connections than faults");
                carried.Add(Task.Run(() => CarryAsync(client, fault)));
            }
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // All bytes are relayed.
        }
    }

    private async Task CarryAsync(Socket client, Fault fault)
    {
        using var near = client;
        using var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (fault.Slow) near.ReceiveBufferSize = far.ReceiveBufferSize = 8 * 1024;
        using var struck = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        var budget = new Budget(fault.Kind == FaultKind.None ? long.MaxValue : fault.After);
        try
        {
            await far.ConnectAsync(server, stop.Token);
            await Task.WhenAll(
                PumpAsync(near, far, fault, fault.Kind == FaultKind.ClientHalf, budget, struck),
                PumpAsync(far, near, fault, fault.Kind == FaultKind.ServerHalf, budget, struck));
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // An end is gone, or the fault has struck.
        }

        if (!struck.IsCancellationRequested || stop.IsCancellationRequested) return;
        if (fault.Kind == FaultKind.Reset) near.LingerState = far.LingerState = new LingerOption(enable: true, seconds: 0);

        // Silence lasts until both ends have given up by their own deadlines.
        if (fault.Kind == FaultKind.Silence) await Task.WhenAll(GoneAsync(near), GoneAsync(far));
    }

    /// <summary>Relays one direction until it ends or the fault strikes. A half-close ends one direction only.</summary>
    private static async Task PumpAsync(Socket from, Socket to, Fault fault, bool ends, Budget budget, CancellationTokenSource struck)
    {
        var half = fault.Kind is FaultKind.ClientHalf or FaultKind.ServerHalf;
        var buffer = new byte[fault.Slow ? 2048 : 16 * 1024];
        while (true)
        {
            var read = await from.ReceiveAsync(buffer, SocketFlags.None, struck.Token);
            if (read == 0) break;
            var allowed = half && !ends ? read : budget.Take(read);
            for (var sent = 0; sent < allowed;)
                sent += await to.SendAsync(buffer.AsMemory(sent, allowed - sent), SocketFlags.None, struck.Token);
            if (allowed < read && half)
                break;
            if (allowed < read)
            {
                await struck.CancelAsync();
                return;
            }

            if (fault.Slow) await Task.Delay(1, struck.Token);
        }

        to.Shutdown(SocketShutdown.Send);
        while (await from.ReceiveAsync(buffer, SocketFlags.None, struck.Token) > 0)
        {
            // Bytes after the end are dropped.
        }
    }

    private async Task GoneAsync(Socket end)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await end.ReceiveAsync(buffer, SocketFlags.None, stop.Token) > 0)
            {
                // Read and dropped.
            }
        }
        catch (SocketException)
        {
            // A reset counts as an end.
        }
    }

    private sealed class Budget(long bytes)
    {
        private long left = bytes;

        public int Take(int wanted)
        {
            var after = Interlocked.Add(ref left, -wanted);
            return after >= 0 ? wanted : (int)Math.Max(0, wanted + after);
        }
    }
}
