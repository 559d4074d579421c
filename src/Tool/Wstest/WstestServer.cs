using System.Net;
using System.Net.Security;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Tool;

/// <summary>
/// Starts the servers of the server modes. As in the Autobahn Testsuite, the servers listen on all addresses of the machine. Only the
/// scheme and the port of the URL are therefore used.
/// </summary>
internal static class WstestServer
{
    /// <summary>Starts a server. The server uses TLS if the scheme of the URL is wss.</summary>
    /// <exception cref="UsageException">The server cannot listen, or the certificate is missing or not valid.</exception>
    public static WebSocketServer Start(
        Uri url,
        WebSocketServerOptions options,
        Func<WebSocketConnection, CancellationToken, Task> application,
        PemFile? certificate,
        PemFile? key
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
            throw new UsageException(error.Message);
        }
    }

    /// <summary>Returns the endpoint for all addresses of the machine and the port of the URL.</summary>
    public static IPEndPoint EndPoint(Uri url) =>
        new(System.Net.Sockets.Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, url.Port);

    /// <summary>Returns the given URL for a mode that requires a URL.</summary>
    /// <exception cref="UsageException">The URL is missing.</exception>
    public static Uri Url(Uri? wsuri, string mode) =>
        wsuri ?? throw new UsageException($"mode {mode} needs a URL: -w ws://host:port");
}
