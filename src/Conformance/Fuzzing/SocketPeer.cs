using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Pure.WebSockets.Conformance;

/// <summary>A server that is tested over TCP in real time. The methods block, so each worker needs its own thread.</summary>
internal sealed class SocketPeer : IMemoryPeer, IDisposable
{
    private const int BufferBytes = 64 * 1024;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(5);

    private readonly Socket socket;
    private readonly byte[] buffer;
    private readonly long started = Stopwatch.GetTimestamp();

    private SocketPeer(Socket socket, byte[] buffer) => (this.socket, this.buffer) = (socket, buffer);

    /// <inheritdoc/>
    public Option<TimeSpan> Deadline => HasEnded ? Option<TimeSpan>.None : Now + Moment;

    /// <inheritdoc/>
    public bool HasEnded { get; private set; }

    /// <summary>
    /// Whether the transport was reset. If so, bytes from the peer may have been lost. A server resets the connection if it closes its
    /// socket before it has read all input (RFC 1122 §4.2.2.13).
    /// </summary>
    public bool WasReset { get; private set; }

    /// <summary>The time since the connection was established.</summary>
    public TimeSpan Now => Stopwatch.GetElapsedTime(started);

    /// <summary>Returns a target for a worker, with the given server as the peer.</summary>
    /// <param name="target">The server, whose URL begins with ws.</param>
    /// <param name="worker">
    /// The number of the worker. On Linux, the workers connect to a loopback server from different loopback addresses, so that more ports
    /// are available.
    /// </param>
    /// <param name="stop">The token that ends a case early.</param>
    public static FuzzTarget Target(TestTarget target, int worker, CancellationToken stop)
    {
        var (buffer, random) = (new byte[BufferBytes], new Random(worker));
        var addresses = new Lazy<IPAddress[]>(() => Dns.GetHostAddresses(target.Url.IdnHost));
        var runner = new TcpRunner(target, TesterOptions.Default);
        return new FuzzTarget(
            wanted =>
            {
                var peer = new SocketPeer(Connect(addresses.Value, target.Url.Port, worker), buffer);
                var nonce = new byte[AcceptKey.NonceBytes];
                random.NextBytes(nonce);
                return OpenedPeer.Open(peer, target.ToOffer(), nonce, wanted) with { Clock = () => peer.Now };
            },
            running => runner.RunAsync(running, stop).GetAwaiter().GetResult()
        );
    }

    /// <inheritdoc/>
    public ByteString Begin(TimeSpan now) => ByteString.Empty;

    /// <inheritdoc/>
    public ByteString Receive(ByteString octets, TimeSpan now)
    {
        if (HasEnded) return ByteString.Empty;
        try
        {
            if (octets.Length == 0) socket.Shutdown(SocketShutdown.Send);
            else Send(octets.Memory.Span);
        }
        catch (SocketException)
        {
            WasReset = true;
        }

        return Read(TimeSpan.Zero);
    }

    /// <inheritdoc/>
    public ByteString Elapse(TimeSpan now) => Read(now - Now);

    /// <summary>
    /// Closes the socket. If the peer has not ended the transport, the connection is reset, so that its port is available again
    /// immediately.
    /// </summary>
    public void Dispose()
    {
        if (!HasEnded) socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Dispose();
    }

    private static Socket Connect(IPAddress[] addresses, int port, int worker)
    {
        var address = addresses[0];
        var connected = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // On Linux, a socket can use any address in 127.0.0.0/8. Each address has its own ports.
            if (OperatingSystem.IsLinux() && address is { AddressFamily: AddressFamily.InterNetwork } && IPAddress.IsLoopback(address))
                connected.Bind(new IPEndPoint(new IPAddress([127, 1, (byte)(worker >> 8), (byte)((worker & 0xFF) | 1)]), 0));
            using var limit = new CancellationTokenSource(ConnectPatience);
            var connecting = connected.ConnectAsync(address, port, limit.Token);
            if (!connecting.IsCompleted) connecting.AsTask().GetAwaiter().GetResult();
            else connecting.GetAwaiter().GetResult();
            connected.SendTimeout = (int)ConnectPatience.TotalMilliseconds;
            return connected;
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            connected.Dispose();
            throw new PeerUnreachableException($"{address}:{port} cannot be reached: {error.Message}", error);
        }
    }

    private void Send(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty) octets = octets[socket.Send(octets)..];
    }

    /// <summary>Reads all bytes that have arrived. If no bytes have arrived, waits for bytes for at most the given time.</summary>
    private ByteString Read(TimeSpan wait)
    {
        var output = ByteString.Empty;
        while (!HasEnded)
        {
            try
            {
                if (!socket.Poll(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, SelectMode.SelectRead)) break;
                var count = socket.Receive(buffer);
                if (count == 0) HasEnded = true;
                else output = output.Length == 0 ? buffer[..count] : (byte[])[.. output.Memory.Span, .. buffer.AsSpan(0, count)];
            }
            catch (SocketException)
            {
                (HasEnded, WasReset) = (true, true);
            }

            wait = TimeSpan.Zero;
        }

        return output;
    }
}
