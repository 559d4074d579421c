using System.Net;
using System.Net.Security;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Tool;

/// <summary>
/// The server modes' place to listen: of a URL its scheme and its port count, and all addresses of the machine are listened on, as they
/// always were.
/// </summary>
internal static class Place
{
    public static WebSocketServer Start(
        Uri url,
        WebSocketServerOptions options,
        Func<WebSocketConnection, CancellationToken, Task> application,
        string? certificate,
        string? key
    )
    {
        try
        {
            return WebSocketServer.Start(
                EndPoint(url),
                application,
                options with
                {
                    Tls = Certificates.Tls(url, certificate, key).MatchUnsafe(tls => tls, () => (SslServerAuthenticationOptions?)null),
                }
            );
        }
        catch (IOException error)
        {
            throw new WrongUseException(error.Message);
        }
    }

    /// <summary>All addresses, on the port of the URL.</summary>
    public static IPEndPoint EndPoint(Uri url) =>
        new(System.Net.Sockets.Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, url.Port);

    /// <summary>The URL that a mode needs.</summary>
    public static Uri Url(string? wsuri, string mode) =>
        wsuri is null ? throw new WrongUseException($"mode {mode} needs a URL: -w ws://host:port")
        : Uri.TryCreate(wsuri, UriKind.Absolute, out var url) && url is { Scheme: "ws" or "wss", Fragment: "" } && url.Host.Length > 0 ? url
        : throw new WrongUseException($"-w '{wsuri}' is not the URL of a WebSocket, as ws://127.0.0.1:9001 or wss://host:port/path");
}
