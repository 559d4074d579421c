using System.Net;
using System.Security.Authentication;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Tool;

/// <summary>Runs the echo server of the tool.</summary>
internal static class EchoServer
{
    private const int MinWorkerThreads = 64;

    /// <summary>
    /// The transport that is used if none is named on the command line. On Linux, the default is epoll. If an epoll thread computes for a
    /// long time, another thread takes over its connections.
    /// </summary>
    public static ServerTransport DefaultTransport => OperatingSystem.IsLinux() ? ServerTransport.Epoll : ServerTransport.Sockets;

    /// <summary>
    /// The protocol options with which this tool uses the library, over sockets and in memory. These options enable compression.
    /// </summary>
    public static ConnectionOptions Protocol { get; } =
        ConnectionOptions.Default with
        {
            // The compression cases require that every message is compressed. Some compression cases limit the client's window size, so the
            // client's offer permits such a limit.
            Compression = CompressionOptions.Default with
            {
                MinBytes = 0,
                Offers = LanguageExt.Seq.create<DeflateOffer>(
                    new[] { DeflateOffer.Plain with { ClientMaxWindowBits = ClientWindow.Limitable.Instance } }
                ),
            },
        };

    /// <summary>The allowed origins. The servers of this tool are for tests, so a page from any origin is allowed to connect.</summary>
    public static LanguageExt.Seq<string> AnyOrigin { get; } = LanguageExt.Seq.create("*");

    public static async Task<int> ServeAsync(IPEndPoint endPoint, ServerTransport transport, CancellationToken stop)
    {
        // The echo application does not block, but an echo can take seconds. For example, a message of 64 KiB can be inflated to 64 MiB and
        // compressed again. With the sockets transport, the application therefore runs on the thread pool. If the application ran on the
        // threads that handle socket events, it would delay other connections. The thread pool adds threads slowly, so its minimum number
        // of threads is raised.
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(Math.Max(workers, MinWorkerThreads), completions);
        await using var server = Start(endPoint, transport);
        Console.WriteLine($"purews: echo server at ws://{server.EndPoint}/ until Ctrl+C");
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
            throw new UsageException("--transport epoll is supported on Linux only; use --transport sockets.");
        }
        catch (IOException error)
        {
            throw new UsageException($"{error.Message} Choose another --address or --port; port 0 selects a free port.");
        }
    }

    public static async Task EchoAsync(WebSocketConnection connection, CancellationToken stop)
    {
        await foreach (var message in connection.ReadAllAsync(stop)) await connection.SendAsync(message.Kind, message.Data, stop);
    }

    // An error that is caused by the peer or the network is printed as one sentence. Any other exception is a bug, so it is printed with
    // its stack trace.
    private static void ReportError(Exception error) =>
        Console.Error.WriteLine($"purews: {(error is AuthenticationException or IOException ? error.Message : error)}");
}
