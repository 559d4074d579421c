using System.Net;
using System.Security.Authentication;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Tool;

/// <summary>The echo server.</summary>
internal static class EchoServer
{
    private const int MinWorkerThreads = 64;

    /// <summary>
    /// The transport if the command line names none. With epoll, another thread takes over the connections of a thread that computes for
    /// long.
    /// </summary>
    public static ServerTransport DefaultTransport => OperatingSystem.IsLinux() ? ServerTransport.Epoll : ServerTransport.Sockets;

    /// <summary>
    /// The protocol options, over sockets and in memory. They switch compression on for 'serve', for the server that a run without a
    /// command starts, and for 'test core'.
    /// </summary>
    public static ConnectionOptions Protocol { get; } =
        ConnectionOptions.Default with
        {
            // The compression cases need every message compressed. The client's offer permits all cases, of which some limit its window.
            Compression = CompressionOptions.Default with
            {
                MinBytes = 0,
                Offers = LanguageExt.Seq.create<DeflateOffer>(
                    new[] { DeflateOffer.Plain with { ClientMaxWindowBits = ClientWindow.Limitable.Instance } }
                ),
            },
        };

    /// <summary>The servers of the tool are for tests, so pages of any origin may connect.</summary>
    public static LanguageExt.Seq<string> AnyOrigin { get; } = LanguageExt.Seq.create("*");

    public static async Task<int> ServeAsync(IPEndPoint endPoint, ServerTransport transport, CancellationToken stop)
    {
        // An echo does not block, but it may compute for seconds: a message of 64 KiB can inflate to 64 MiB, which it compresses again.
        // Over sockets it therefore does not run on the threads of the socket events, where it would delay all other
        // connections. The pool adds threads slowly, so the minimum is raised for such messages.
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

    // An error of a peer or of the network is one sentence. Any other exception is a bug, and needs its stack trace.
    private static void ReportError(Exception error) =>
        Console.Error.WriteLine($"purews: {(error is AuthenticationException or IOException ? error.Message : error)}");
}
