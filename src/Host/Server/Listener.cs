using System.Net;
using System.Net.Sockets;
using Pure.WebSockets.Host.Epoll;

namespace Pure.WebSockets.Host;

/// <summary>
/// The sockets that listen on an end point, and the loops that accept connections. When the limit MaxConnections or MaxHandshakes is
/// reached, no further connection is accepted until a connection or a handshake has ended.
/// </summary>
internal sealed class Listener : IDisposable
{
    private const int SocketLevel = 1;
    private const int ReusePort = 15;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly IReadOnlyList<Acceptor> acceptors;
    private readonly WebSocketServerOptions options;
    private readonly SemaphoreSlim slots;
    private readonly SemaphoreSlim handshakes;
    private readonly CancellationTokenSource disposed = new();

    private Listener(EndPoint endPoint, IReadOnlyList<Acceptor> acceptors, WebSocketServerOptions options)
    {
        EndPoint = endPoint;
        this.acceptors = acceptors;
        this.options = options;
        slots = Slots(options.MaxConnections);
        handshakes = Slots(options.MaxHandshakes);
    }

    public EndPoint EndPoint { get; }

    /// <summary>Listens with .NET's sockets.</summary>
    /// <param name="endPoint">The end point.</param>
    /// <param name="options">The server's options.</param>
    /// <param name="transport">The function that creates the transport for an accepted socket.</param>
    public static Listener Listen(EndPoint endPoint, WebSocketServerOptions options, Func<Socket, Transport> transport)
    {
        var listening = Listening(endPoint, options, isShared: false);
        try
        {
            return new Listener(listening.LocalEndPoint!, [new SocketAcceptor(listening, transport)], options);
        }
        catch (Exception)
        {
            listening.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Listens with one socket per reactor. The operating system distributes new connections among these sockets (SO_REUSEPORT).
    /// </summary>
    /// <param name="endPoint">The end point.</param>
    /// <param name="options">The server's options.</param>
    public static Listener ListenOnReactors(EndPoint endPoint, WebSocketServerOptions options) =>
        // The path of a Unix domain socket can be bound only once. Therefore, only the first reactor accepts connections on such a socket.
        ListenOnReactors(endPoint, options, endPoint.AddressFamily == AddressFamily.Unix ? [Reactor.All[0]] : Reactor.All);

    /// <summary>
    /// Listens with one socket on each of the given reactors. If one of the sockets cannot be opened, the sockets that are already open are
    /// closed.
    /// </summary>
    internal static Listener ListenOnReactors(EndPoint endPoint, WebSocketServerOptions options, IEnumerable<Reactor> reactors)
    {
        var opened = new List<Acceptor>();
        try
        {
            var bound = endPoint;
            foreach (var reactor in reactors)
            {
                // The first socket is bound without SO_REUSEPORT, so that binding fails if the port is already in use. After that,
                // SO_REUSEPORT is set, so that the other sockets can share the port.
                var isFirst = opened.Count == 0;
                var acceptor = OnReactor(bound, options, reactor, isFirst, out var listening);
                opened.Add(acceptor);
                if (isFirst) bound = listening.LocalEndPoint!;
            }

            return new Listener(bound, opened, options);
        }
        catch (Exception)
        {
            foreach (var acceptor in opened) acceptor.Dispose();
            throw;
        }
    }

    private static EpollAcceptor OnReactor(
        EndPoint endPoint,
        WebSocketServerOptions options,
        Reactor reactor,
        bool isFirst,
        out Socket listening
    )
    {
        listening = Listening(endPoint, options, isShared: !isFirst);
        try
        {
            if (isFirst && endPoint.AddressFamily != AddressFamily.Unix)
                listening.SetRawSocketOption(SocketLevel, ReusePort, BitConverter.GetBytes(1));
            return new EpollAcceptor(listening, reactor);
        }
        catch (Exception)
        {
            listening.Dispose();
            throw;
        }
    }

    /// <summary>Accepts connections until the listener is disposed.</summary>
    public Task AcceptAllAsync(Action<Transport> serve) => Task.WhenAll(acceptors.Select(acceptor => AcceptAllAsync(acceptor, serve)));

    public void FreeSlot() => slots.Release();

    public void FreeHandshake() => handshakes.Release();

    public void Dispose()
    {
        disposed.Cancel();
        foreach (var acceptor in acceptors) acceptor.Stop();
    }

    private static Socket Listening(EndPoint endPoint, WebSocketServerOptions options, bool isShared)
    {
        var listening = new Socket(
            endPoint.AddressFamily,
            SocketType.Stream,
            endPoint.AddressFamily == AddressFamily.Unix ? ProtocolType.Unspecified : ProtocolType.Tcp
        );
        try
        {
            if (endPoint is IPEndPoint { AddressFamily: AddressFamily.InterNetworkV6, Address: var address })
                listening.DualMode = address.Equals(IPAddress.IPv6Any) || address.IsIPv4MappedToIPv6;
            if (isShared) listening.SetRawSocketOption(SocketLevel, ReusePort, BitConverter.GetBytes(1));
            listening.Bind(endPoint);
            listening.Listen(options.Backlog);
            return listening;
        }
        catch (Exception exception)
        {
            listening.Dispose();
            if (exception is SocketException failure)
                throw new IOException($"Cannot listen on {endPoint}: {Reason(failure, endPoint)}.", failure);
            throw;
        }
    }

    /// <summary>
    /// Accepts connections from one socket. After an error, for example if no file descriptor is free, the method waits between 10 ms and 1
    /// s and then tries again.
    /// </summary>
    private async Task AcceptAllAsync(Acceptor acceptor, Action<Transport> serve)
    {
        using var freed = acceptor;
        var pause = TimeSpan.Zero;
        while (!disposed.IsCancellationRequested)
        {
            await acceptor.WaitAsync();
            try
            {
                await slots.WaitAsync(disposed.Token);
                await handshakes.WaitAsync(disposed.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            try
            {
                DescriptorReserve.Check("accept a connection");
                var accepted = await acceptor.AcceptAsync(disposed.Token);
                pause = TimeSpan.Zero;
                if (accepted is not null)
                {
                    serve(accepted);
                    continue;
                }
            }
            catch (Exception) when (disposed.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // Only the first of several consecutive errors is reported.
                if (pause == TimeSpan.Zero) options.Report(exception, connection: null);
                pause = pause == TimeSpan.Zero ? ShortestPause : pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }

            FreeSlot();
            FreeHandshake();
            if (pause > TimeSpan.Zero) await Task.Delay(pause, disposed.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static SemaphoreSlim Slots(int? limit) => new(limit ?? int.MaxValue, limit ?? int.MaxValue);

    private static string Reason(SocketException exception, EndPoint endPoint) =>
        exception.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse when endPoint is UnixDomainSocketEndPoint =>
                "the file already exists. Delete the file if no other process listens on it",
            SocketError.AddressAlreadyInUse => "the port is in use",
            SocketError.AddressNotAvailable => "this machine does not have the address",
            SocketError.AccessDenied => "access is denied",
            _ => exception.Message,
        };
}
