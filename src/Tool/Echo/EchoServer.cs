using System.Net;
using System.Security.Authentication;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Tool;

/// <summary>Runs the echo server of the tool.</summary>
internal static class EchoServer
{
    private const int MinWorkerThreads = 64;

    /// <summary>
    /// The transport that is used if the command line does not specify a transport. The default is epoll on Linux, and sockets on other
    /// systems. If the application blocks an epoll thread for a long time, another thread continues with the connections of the blocked
    /// thread.
    /// </summary>
    public static ServerTransport DefaultTransport => OperatingSystem.IsLinux() ? ServerTransport.Epoll : ServerTransport.Sockets;

    /// <summary>
    /// The protocol options that this tool uses for this library's servers and clients, over sockets and in memory. Compression is enabled.
    /// </summary>
    public static ConnectionOptions Protocol { get; } =
        ConnectionOptions.Default with
        {
            // The compression cases require that even the shortest message is compressed. The client's offer permits a limit of the
            // client's window size, because some of these cases set this limit.
            Compression = CompressionOptions.Default with
            {
                MinBytes = 0,
                Offers = LanguageExt.Seq.create<DeflateOffer>(
                    new[] { DeflateOffer.Plain with { ClientMaxWindowBits = ClientWindow.Limitable.Instance } }
                ),
            },
        };

    /// <summary>The allowed origins. Pages from any origin may connect, because the servers of this tool are only for tests.</summary>
    public static LanguageExt.Seq<string> AnyOrigin { get; } = LanguageExt.Seq.create("*");

    public static async Task<int> ServeAsync(IPEndPoint endPoint, ServerTransport transport, CancellationToken stop)
    {
        // An echo can keep a thread busy for seconds. For example, a message of 64 KiB can be inflated to 64 MiB and compressed again. With
        // the sockets transport, the application runs on the thread pool, and a slow echo does not delay the socket events of other
        // connections. Raise the minimum number of pool threads, because the thread pool adds threads slowly.
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(Math.Max(workers, MinWorkerThreads), completions);
        await using var server = Start(endPoint, transport);
        Console.WriteLine($"purews: echo server at ws://{server.LocalEndPoint}/ until Ctrl+C");
        await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }

    public static WebSocketServer Start(IPEndPoint endPoint, ServerTransport transport = ServerTransport.Sockets)
    {
        try
        {
            return WebSocketServer.Start(
                endPoint,
                EchoAsync,
                new WebSocketServerOptions
                {
                    Protocol = Protocol,
                    Transport = transport,
                    Origins = AnyOrigin,
                    OnError = ReportError,
                }
            );
        }
        catch (PlatformNotSupportedException)
        {
            throw new UsageException("--transport epoll is supported on Linux only. Use --transport sockets.");
        }
        catch (IOException error)
        {
            throw new UsageException($"{error.Message} Choose another --address or --port. Port 0 selects a free port.");
        }
    }

    public static async Task EchoAsync(WebSocketConnection connection, CancellationToken stop)
    {
        await foreach (var message in connection.ReadAllAsync(stop)) await connection.SendAsync(message.Kind, message.Data, stop);
    }

    // An error that the peer or the network caused is printed as one sentence. Any other exception is a bug and is printed with its stack
    // trace.
    private static void ReportError(ErrorContext context)
    {
        var error = context.Exception;
        Console.Error.WriteLine($"purews: {(error is AuthenticationException or IOException ? error.Message : error)}");
    }
}
