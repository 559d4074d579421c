using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// A server or client that is tested over TCP in real time, with or without TLS. The methods block, so each worker needs a separate thread.
/// </summary>
internal sealed class SocketPeer : IMemoryPeer, IDisposable
{
    private const int BufferBytes = 64 * 1024;
    private const int MostAtOnce = 4 * 1024 * 1024;
    private const int WorkersInANetwork = 254;
    private const int ConnectAttempts = 3;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ConnectPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan EndPatience = TimeSpan.FromMilliseconds(250);

    private readonly Socket socket;
    private readonly SslStream? tls;
    private readonly byte[] buffer;
    private readonly long started = Stopwatch.GetTimestamp();
    private Task<int>? reading;

    private SocketPeer(Socket socket, SslStream? tls, byte[] buffer) => (this.socket, this.tls, this.buffer) = (socket, tls, buffer);

    /// <inheritdoc/>
    public Option<TimeSpan> Deadline => HasEnded ? Option<TimeSpan>.None : Now + Moment;

    /// <inheritdoc/>
    public bool HasEnded { get; private set; }

    /// <summary>
    /// Whether the transport was reset or failed in another way, so that bytes from the peer can be lost. For example, the connection is
    /// reset if a server closes its socket before it has read all input (RFC 1122 §4.2.2.13).
    /// </summary>
    public bool WasReset { get; private set; }

    /// <summary>The time since this object was created. The object is created after the connection has been established.</summary>
    public TimeSpan Now => Stopwatch.GetElapsedTime(started);

    /// <summary>The bytes that a client sent before the conversation, starting with its request. The value is empty for a server.</summary>
    public ByteString Early { get; init; } = ByteString.Empty;

    /// <summary>The token that ends a wait for the peer.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>Whether <see cref="Dispose"/> first calls <see cref="End"/>.</summary>
    public bool EndsOrderly { get; init; }

    /// <summary>Returns a target that opens connections to the given server for one worker.</summary>
    /// <param name="target">The server.</param>
    /// <param name="worker">
    /// The number of the worker. On Linux, each worker connects to an IPv4 loopback server from a different loopback address, so that more
    /// ports are available.
    /// </param>
    /// <param name="patience">The factor by which the time limits for the server are multiplied.</param>
    /// <param name="stop">The token that cancels each wait for the server.</param>
    public static FuzzTarget Target(TestTarget target, int worker, double patience, CancellationToken stop)
    {
        var (buffer, random) = (new byte[BufferBytes], new Random(worker));
        var addresses = new Lazy<IPAddress[]>(() => Addresses(target.Url));
        var runner = new TcpRunner(target, TesterOptions.Default with { Patience = patience });
        return new FuzzTarget(
            wanted =>
            {
                var peer = Connect(target, addresses.Value, worker, buffer, stop);
                var nonce = new byte[AcceptKey.NonceBytes];
                random.NextBytes(nonce);
                return OpenedPeer.Open(peer, target.ToOffer(), nonce, wanted, patience) with
                {
                    Clock = () => peer.Now,
                    Patience = patience,
                };
            },
            running => Reached(running, runner, stop)
        );
    }

    /// <summary>
    /// Runs a case. If no connection can be opened, repeats the attempt, because the server's accept queue can be full temporarily.
    /// </summary>
    /// <exception cref="PeerUnreachableException">The server could not be reached, so the case has no result.</exception>
    private static CaseResult Reached(Case running, TcpRunner runner, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            var result = runner.RunAsync(running, stop).GetAwaiter().GetResult();
            if (!result.Observation.IsUnreached) return result;
            var why = result.Observation.NotCleanReason.IfNone("");
            if (attempt == ConnectAttempts) throw new PeerUnreachableException(why, new IOException(why));
            stop.WaitHandle.WaitOne(ConnectPause);
        }
    }

    /// <summary>Returns a peer for the client on an accepted socket. The peer owns the socket.</summary>
    /// <param name="socket">The accepted socket.</param>
    /// <param name="secured">The TLS settings of the tester, or None for a connection without TLS.</param>
    /// <exception cref="AuthenticationException">The TLS handshake failed.</exception>
    /// <exception cref="IOException">The transport failed.</exception>
    public static SocketPeer Accepted(Socket socket, Option<SslServerAuthenticationOptions> secured)
    {
        (socket.NoDelay, socket.SendTimeout) = (true, (int)ConnectPatience.TotalMilliseconds);
        return new SocketPeer(
            socket,
            secured.Case is SslServerAuthenticationOptions options ? Secured(socket, tls => tls.AuthenticateAsServer(options)) : null,
            new byte[BufferBytes]
        );
    }

    /// <summary>
    /// Returns a peer that uses the same connection, and whose <see cref="Early"/> contains the given bytes. The bytes start with the
    /// client's request.
    /// </summary>
    public SocketPeer WithEarly(ByteString octets) => new(socket, tls, buffer) { Early = octets, EndsOrderly = true };

    /// <summary>Returns the connection as a link. The link owns the connection.</summary>
    public Link ToLink(Stopwatch clock) => tls is null ? Link.Over(socket, clock) : Link.Over(socket, tls, clock);

    /// <inheritdoc/>
    public ByteString Begin(TimeSpan now) => Early;

    /// <inheritdoc/>
    public ByteString Receive(ByteString octets, TimeSpan now)
    {
        if (HasEnded) return ByteString.Empty;
        try
        {
            if (octets.Length > 0) Send(octets.Memory.Span);
            else EndOutput();
        }
        catch (Exception error) when (IsOfTransport(error))
        {
            WasReset = true;
        }

        return Read(TimeSpan.Zero);
    }

    /// <inheritdoc/>
    /// <exception cref="OperationCanceledException"><see cref="Stop"/> was cancelled.</exception>
    public ByteString Elapse(TimeSpan now)
    {
        Stop.ThrowIfCancellationRequested();
        return Read(now - Now);
    }

    /// <summary>
    /// Ends the output, and waits up to 250 ms for the peer to end its output. A client that ends its output in time does not receive a
    /// reset.
    /// </summary>
    public void End()
    {
        if (HasEnded) return;
        Receive(ByteString.Empty, Now);
        for (var until = Now + EndPatience; !HasEnded && Now < until;) Elapse(Now + Moment);
    }

    /// <summary>
    /// Closes the socket. If the peer has not ended the transport, the connection is reset, so that the port is immediately available
    /// again.
    /// </summary>
    public void Dispose()
    {
        if (EndsOrderly) End();
        try
        {
            if (!HasEnded) socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception error) when (IsOfTransport(error))
        {
            // The socket has already been closed by a link.
        }

        socket.Dispose();
        tls?.Dispose();
    }

    /// <summary>Returns the addresses of the host. There is at least one address.</summary>
    private static IPAddress[] Addresses(Uri url)
    {
        try
        {
            var found = Dns.GetHostAddresses(url.IdnHost.Trim('[', ']'));
            return found.Length > 0 ? found : throw new SocketException((int)SocketError.NoData);
        }
        catch (SocketException error)
        {
            throw PeerUnreachableException.Of(url, error);
        }
    }

    private static SocketPeer Connect(TestTarget target, IPAddress[] addresses, int worker, byte[] buffer, CancellationToken stop)
    {
        var connected = Connected(addresses, target.Url.Port, worker);
        if (!target.IsSecured) return new SocketPeer(connected, tls: null, buffer) { Stop = stop };
        try
        {
            // A TLS read that is pending when the connection ends can write to the buffer later, so each TLS connection has its own buffer.
            var options = new ClientTls(target).Options;
            var secured = Secured(connected, tls => tls.AuthenticateAsClient(options));
            return new SocketPeer(connected, secured, new byte[BufferBytes]) { Stop = stop };
        }
        catch (Exception error) when (error is AuthenticationException || IsOfTransport(error))
        {
            throw new PeerUnreachableException($"{target.Url} cannot be reached: {(error.InnerException ?? error).Message}", error);
        }
    }

    /// <summary>
    /// Connects to one of the server's addresses, and moves that address to the front of the array. Each address is tried up to three
    /// times, because the server's accept queue can be full temporarily.
    /// </summary>
    private static Socket Connected(IPAddress[] addresses, int port, int worker)
    {
        for (var attempt = 0; ; attempt++)
        {
            var at = attempt % addresses.Length;
            try
            {
                var connected = Connected(addresses[at], port, worker);
                (addresses[0], addresses[at]) = (addresses[at], addresses[0]);
                return connected;
            }
            catch (Exception error) when (error is SocketException or OperationCanceledException)
            {
                if (attempt + 1 >= ConnectAttempts * addresses.Length)
                    throw new PeerUnreachableException($"{addresses[at]}:{port} cannot be reached: {error.Message}", error);
                if (at == addresses.Length - 1) Thread.Sleep(ConnectPause);
            }
        }
    }

    private static Socket Connected(IPAddress address, int port, int worker)
    {
        var connecting = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // On Linux, a socket can be bound to any address in 127.0.0.0/8. Each of these addresses has its own ports.
            if (OperatingSystem.IsLinux() && address is { AddressFamily: AddressFamily.InterNetwork } && IPAddress.IsLoopback(address))
                connecting.Bind(new IPEndPoint(OwnAddress(worker), 0));
            using var limit = new CancellationTokenSource(ConnectPatience);
            var connected = connecting.ConnectAsync(address, port, limit.Token);
            if (!connected.IsCompleted) connected.AsTask().GetAwaiter().GetResult();
            else connected.GetAwaiter().GetResult();
            connecting.SendTimeout = (int)ConnectPatience.TotalMilliseconds;
            return connecting;
        }
        catch (Exception)
        {
            connecting.Dispose();
            throw;
        }
    }

    private static IPAddress OwnAddress(int worker) =>
        new([127, 1, (byte)(worker / WorkersInANetwork), (byte)(1 + (worker % WorkersInANetwork))]);

    private static SslStream Secured(Socket socket, Action<SslStream> shake)
    {
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        try
        {
            socket.ReceiveTimeout = (int)ConnectPatience.TotalMilliseconds;
            shake(stream);
            socket.ReceiveTimeout = 0;
            return stream;
        }
        catch (Exception)
        {
            stream.Dispose();
            throw;
        }
    }

    private void Send(ReadOnlySpan<byte> octets)
    {
        if (tls is not null) tls.Write(octets);
        else while (!octets.IsEmpty) octets = octets[socket.Send(octets)..];
    }

    private void EndOutput()
    {
        if (tls is not null && !tls.ShutdownAsync().Wait(ConnectPatience)) throw new IOException("The end of TLS could not be written.");
        socket.Shutdown(SocketShutdown.Send);
    }

    private ByteString Read(TimeSpan wait)
    {
        if (HasEnded) return ByteString.Empty;
        try
        {
            return tls is null ? ReadPlain(wait) : ReadSecured(tls, wait);
        }
        catch (Exception error) when (IsOfTransport(error))
        {
            (HasEnded, WasReset) = (true, true);
            return ByteString.Empty;
        }
    }

    /// <summary>
    /// Reads the bytes that have arrived. If no bytes have arrived yet, waits for bytes for at most the given time. The number of bytes is
    /// limited, because a peer can send faster than the tester reads. The next call reads the remaining bytes.
    /// </summary>
    private ByteString ReadPlain(TimeSpan wait)
    {
        var output = ByteString.Empty;
        if (wait < TimeSpan.Zero) wait = TimeSpan.Zero;
        try
        {
            while (!HasEnded && output.Length < MostAtOnce && socket.Poll(wait, SelectMode.SelectRead))
            {
                var count = socket.Receive(buffer);
                if (count == 0) HasEnded = true;
                else output = output.Length == 0 ? buffer[..count] : (byte[])[.. output.Memory.Span, .. buffer.AsSpan(0, count)];
                wait = TimeSpan.Zero;
            }
        }
        catch (SocketException)
        {
            (HasEnded, WasReset) = (true, true);
        }

        return output;
    }

    /// <summary>
    /// Reads bytes of one TLS record. If the read does not complete in time, the read remains pending, and the next call waits for the
    /// same read. The read is not cancelled, because a TLS stream cannot be used after a cancelled read. No read is pending after a
    /// call that returns bytes.
    /// </summary>
    private ByteString ReadSecured(SslStream stream, TimeSpan wait)
    {
        reading ??= stream.ReadAsync(buffer).AsTask();
        if (!reading.IsCompleted && (wait <= TimeSpan.Zero || !reading.Wait(wait))) return ByteString.Empty;
        var count = reading.GetAwaiter().GetResult();
        reading = null;
        if (count > 0) return buffer[..count];
        HasEnded = true;
        return ByteString.Empty;
    }

    private static bool IsOfTransport(Exception error) =>
        error is SocketException or IOException or ObjectDisposedException or AggregateException or InvalidOperationException;
}
