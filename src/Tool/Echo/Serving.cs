using System.Net;
using System.Security.Authentication;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Tool;

/// <summary>The echo server.</summary>
internal static class Serving
{
    private const int WorkersAtOnce = 64;

    /// <summary>
    /// What carries the bytes where nobody says: where there is epoll, another thread takes over the connections of one that computes for
    /// long.
    /// </summary>
    public static ServerTransport DefaultTransport => OperatingSystem.IsLinux() ? ServerTransport.Epoll : ServerTransport.Sockets;

    /// <summary>
    /// How the echo behaves, over sockets and in memory: the one place that switches compression on for 'serve', for the server that a
    /// run without a command starts, and for 'test core'.
    /// </summary>
    public static ConnectionOptions Protocol { get; } =
        ConnectionOptions.Default with
        {
            // Every message is compressed, for the cases to see; as a client it offers what all of them can be run with: some limit its
            // window.
            Compression = CompressionOptions.Default with
            {
                MinBytes = 0,
                Offers = LanguageExt.Seq.create<DeflateOffer>(
                    new[] { DeflateOffer.Plain with { ClientMaxWindowBits = ClientWindow.Limitable.Instance } }
                ),
            },
        };

    /// <summary>The tool's servers are for tests: pages of any origin may connect.</summary>
    public static LanguageExt.Seq<string> EveryPage { get; } = LanguageExt.Seq.create("*");

    public static async Task<int> ServeAsync(IPEndPoint endPoint, ServerTransport transport, CancellationToken stop)
    {
        // An echo does not block, but it may compute for seconds: a message of 64 KiB may stand for 64 MiB, which it inflates and
        // compresses again. So over sockets it does not go on where their events come, which would hold up all other connections. The
        // pool gets the threads for such messages at once: by itself it adds them slowly.
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(Math.Max(workers, WorkersAtOnce), completions);
        await using var server = Start(endPoint, transport);
        Console.WriteLine($"purews: an echo at ws://{server.EndPoint}/ until Ctrl+C");
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
                    Origins = EveryPage,
                    OnError = Tell,
                }
            );
        }
        catch (PlatformNotSupportedException)
        {
            throw new WrongUseException("--transport epoll is Linux's; sockets are everywhere.");
        }
        catch (IOException error)
        {
            throw new WrongUseException($"{error.Message} Choose another --address or --port; port 0 is a free one.");
        }
    }

    public static async Task EchoAsync(WebSocketConnection connection, CancellationToken stop)
    {
        await foreach (var message in connection.ReadAllAsync(stop)) await connection.SendAsync(message.Kind, message.Data, stop);
    }

    // What a peer or the wire did is a sentence. Anything else is a fault of ours, and of use only with its place.
    private static void Tell(Exception error) =>
        Console.Error.WriteLine($"purews: {(error is AuthenticationException or IOException ? error.Message : error)}");
}
