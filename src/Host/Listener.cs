using System.Net;
using System.Net.Sockets;

namespace Pure.WebSockets.Host;

/// <summary>A listening socket and the loop that accepts from it, while there are slots for connections.</summary>
internal sealed class Listener : IDisposable
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly Socket socket;
    private readonly WebSocketServerOptions options;
    private readonly SemaphoreSlim slots;
    private readonly SemaphoreSlim handshakes;
    private readonly CancellationTokenSource disposed = new();

    private Listener(Socket socket, WebSocketServerOptions options)
    {
        this.socket = socket;
        this.options = options;
        slots = new SemaphoreSlim(options.MaxConnections, options.MaxConnections);
        handshakes = new SemaphoreSlim(options.MaxHandshakes, options.MaxHandshakes);
        EndPoint = (IPEndPoint)socket.LocalEndPoint!;
    }

    public IPEndPoint EndPoint { get; }

    public static Listener Listen(IPEndPoint endPoint, WebSocketServerOptions options)
    {
        var listening = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endPoint.AddressFamily == AddressFamily.InterNetworkV6) listening.DualMode = endPoint.Address.Equals(IPAddress.IPv6Any);
            listening.Bind(endPoint);
            listening.Listen(options.Backlog);
            return new Listener(listening, options);
        }
        catch (SocketException exception)
        {
            listening.Dispose();
            throw new IOException($"Cannot listen on {endPoint}: {Reason(exception)}.", exception);
        }
    }

    /// <summary>Accepts until the listener is disposed. An error that passes, as no file descriptor being left, is waited out.</summary>
    public async Task AcceptAllAsync(Action<Socket> serve)
    {
        var pause = TimeSpan.Zero;
        while (!disposed.IsCancellationRequested)
        {
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
                serve(await socket.AcceptAsync(disposed.Token));
                pause = TimeSpan.Zero;
                continue;
            }
            catch (Exception) when (disposed.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // Told once, however often it comes in a row.
                if (pause == TimeSpan.Zero) options.Report(exception);
                pause = pause == TimeSpan.Zero ? ShortestPause : pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }

            FreeSlot();
            FreeHandshake();
            await Task.Delay(pause, disposed.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void FreeSlot() => slots.Release();

    public void FreeHandshake() => handshakes.Release();

    public void Dispose()
    {
        disposed.Cancel();
        socket.Dispose();
    }

    private static string Reason(SocketException exception) => exception.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => "the port is in use",
        SocketError.AddressNotAvailable => "this machine does not have that address",
        SocketError.AccessDenied => "it is not permitted",
        _ => exception.Message,
    };
}
