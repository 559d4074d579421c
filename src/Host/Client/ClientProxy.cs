using System.Net;
using System.Net.Security;

namespace Pure.WebSockets.Host;

/// <summary>
/// A proxy between a client and its server. The proxy opens a tunnel to the server and forwards the bytes without changing them. For a wss
/// URI, the client and the server encrypt these bytes with TLS.
/// </summary>
public abstract record ClientProxy
{
    private ClientProxy(string host, int port)
    {
        if (host.Length == 0) throw new ArgumentException("A proxy must have a host.", nameof(host));
        if (port is < 1 or > 65535) throw new ArgumentException($"The port of a proxy must be from 1 to 65535, not {port}.", nameof(port));
        Host = host;
        Port = port;
    }

    /// <summary>The host name or IP address of the proxy.</summary>
    public string Host { get; }

    /// <summary>The port of the proxy.</summary>
    public int Port { get; }

    /// <summary>The client's credentials for the proxy, or null if the client has no credentials for the proxy.</summary>
    public NetworkCredential? Credentials { get; init; }

    private protected abstract string Scheme { get; }

    /// <summary>
    /// Parses a proxy URI. The scheme must be http, https (for TLS to the proxy), socks5 or socks5h. The URI may contain a user name and a
    /// password.
    /// </summary>
    /// <exception cref="ArgumentException">The URI is invalid. The exception's message states the reason.</exception>
    public static ClientProxy FromUri(Uri proxy)
    {
        if (!proxy.IsAbsoluteUri) throw new ArgumentException($"{proxy} is not an absolute URI.", nameof(proxy));
        var host = ClientTarget.HostOf(proxy);
        var credentials = proxy.UserInfo.Split(':', 2) switch
        {
            [""] => null,
            [var user, var password] => new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password)),
            [var user, ..] => new NetworkCredential(Uri.UnescapeDataString(user), ""),
            _ => null,
        };
        return proxy.Scheme switch
        {
            "http" => new Http(host, proxy.Port) { Credentials = credentials },
            "https" => new Http(host, proxy.Port) { Credentials = credentials, Tls = new SslClientAuthenticationOptions() },
            "socks5" or "socks5h" => new Socks5(host, proxy.Port < 0 ? Socks5.DefaultPort : proxy.Port) { Credentials = credentials },
            _ => throw new ArgumentException(
                $"{proxy.Scheme} is not a supported proxy scheme. Use http, https, socks5 or socks5h.",
                nameof(proxy)
            ),
        };
    }

    /// <summary>
    /// Returns the proxy that the environment variables specify for a target. Use this method as the value of
    /// <see cref="WebSocketClientOptions.Proxy"/>. The method reads https_proxy for wss and http_proxy for ws. If this variable is unset or
    /// empty, the method reads all_proxy. The name of each variable can be written in lower case or upper case. In a CGI program, the
    /// method ignores HTTP_PROXY in upper case, because an HTTP client can set this variable with the header field Proxy. The variable
    /// no_proxy lists the hosts that are reached without a proxy. Each entry of no_proxy is a name, an address, or an address range such as
    /// 10.0.0.0/8, with or without a port. A name also matches its subdomains. The entry * matches every host.
    /// </summary>
    /// <param name="target">A ws or wss URI.</param>
    /// <returns>The proxy, or null if the target is reached without a proxy.</returns>
    /// <exception cref="ArgumentException">
    /// One of these environment variables does not specify a valid proxy. The exception's message names the variable.
    /// </exception>
    public static ClientProxy? FromEnvironment(Uri target) => ProxyEnvironment.Find(target, Environment.GetEnvironmentVariable);

    /// <summary>Returns the proxy as a URI, without its credentials.</summary>
    public sealed override string ToString() =>
        Host.Contains(':', StringComparison.Ordinal) ? $"{Scheme}://[{Host}]:{Port}" : $"{Scheme}://{Host}:{Port}";

    /// <summary>
    /// A proxy that opens tunnels with the HTTP/1.1 method CONNECT (RFC 9110 §9.3.6). Credentials are sent with the Basic scheme (RFC
    /// 7617).
    /// </summary>
    public sealed record Http : ClientProxy
    {
        /// <summary>Creates a proxy.</summary>
        /// <param name="host">The host name or IP address of the proxy.</param>
        /// <param name="port">The port of the proxy.</param>
        /// <exception cref="ArgumentException">The host is empty, or the port is out of range.</exception>
        public Http(string host, int port)
            : base(host, port)
        {
        }

        /// <summary>
        /// The TLS options for the connection to the proxy. For TLS options that are not set, the defaults of
        /// <see cref="WebSocketClientOptions.Tls"/> apply. If this property is null, the connection to the proxy does not use TLS.
        /// </summary>
        public SslClientAuthenticationOptions? Tls { get; init; }

        private protected override string Scheme => Tls is null ? "http" : "https";
    }

    /// <summary>
    /// A SOCKS version 5 proxy (RFC 1928). If the proxy requires authentication, the client sends a user name and a password (RFC 1929).
    /// The proxy resolves the server's name.
    /// </summary>
    public sealed record Socks5 : ClientProxy
    {
        internal const int DefaultPort = 1080;

        /// <summary>Creates a proxy.</summary>
        /// <param name="host">The host name or IP address of the proxy.</param>
        /// <param name="port">The port of the proxy. The default is 1080, the conventional SOCKS port.</param>
        /// <exception cref="ArgumentException">The host is empty, or the port is out of range.</exception>
        public Socks5(string host, int port = DefaultPort)
            : base(host, port)
        {
        }

        private protected override string Scheme => "socks5";
    }
}
