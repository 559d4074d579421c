using System.Net;
using System.Net.Security;
using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>
/// A proxy through which a client reaches its server: it makes a tunnel, and what goes through it, TLS above all, is between client and
/// server.
/// </summary>
public abstract record ClientProxy
{
    private ClientProxy(string host, int port)
    {
        if (host.Length == 0) throw new ArgumentException("A proxy has a host.", nameof(host));
        if (port is < 1 or > 65535) throw new ArgumentException($"A proxy's port is 1 to 65535, not {port}.", nameof(port));
        Host = host;
        Port = port;
    }

    /// <summary>Its name or address.</summary>
    public string Host { get; }

    /// <summary>Its port.</summary>
    public int Port { get; }

    /// <summary>Who the client says it is to the proxy; null for nobody.</summary>
    public NetworkCredential? Credentials { get; init; }

    private protected abstract string Scheme { get; }

    /// <summary>
    /// The proxy that a URI names: http, https (TLS to the proxy), socks5 or socks5h, where a user and a password may stand.
    /// </summary>
    /// <exception cref="ArgumentException">It is no such URI; the message says what is wrong.</exception>
    public static ClientProxy Of(Uri proxy)
    {
        if (!proxy.IsAbsoluteUri) throw new ArgumentException($"{proxy} is no absolute URI.", nameof(proxy));
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
                $"{proxy.Scheme} is no kind of proxy known here: http, https, socks5 and socks5h are.",
                nameof(proxy)
            ),
        };
    }

    /// <summary>
    /// The proxy that the environment names for that target, as the value of <see cref="WebSocketClientOptions.Proxy"/>: https_proxy for
    /// wss, http_proxy for ws, all_proxy for both where that is not set, each in small letters or in capitals; HTTP_PROXY in capitals not
    /// in a CGI program, where a client of it could set that. No_proxy lists the hosts that are reached without one: names, which stand
    /// for all below them too, addresses, ranges of addresses as 10.0.0.0/8, each with a port or without, or * for all.
    /// </summary>
    /// <param name="target">A ws or wss URI.</param>
    /// <returns>The proxy; null when there is to be none.</returns>
    /// <exception cref="ArgumentException">The environment names what is no proxy; the message says which variable does.</exception>
    public static ClientProxy? FromEnvironment(Uri target) => ProxyEnvironment.Find(target, Environment.GetEnvironmentVariable);

    /// <summary>The proxy as a URI, without its credentials.</summary>
    public sealed override string ToString() =>
        Host.Contains(':', StringComparison.Ordinal) ? $"{Scheme}://[{Host}]:{Port}" : $"{Scheme}://{Host}:{Port}";

    /// <summary>A proxy that is asked by HTTP/1.1 CONNECT (RFC 9110 §9.3.6). Credentials are sent to it as basic ones (RFC 7617).</summary>
    public sealed record Http : ClientProxy
    {
        /// <summary>The proxy at that place.</summary>
        /// <param name="host">Its name or address.</param>
        /// <param name="port">Its port.</param>
        /// <exception cref="ArgumentException">There is no such host or port.</exception>
        public Http(string host, int port)
            : base(host, port)
        {
        }

        /// <summary>How the connection to the proxy is secured, as <see cref="WebSocketClientOptions.Tls"/>; null for not at all.</summary>
        public SslClientAuthenticationOptions? Tls { get; init; }

        private protected override string Scheme => Tls is null ? "http" : "https";
    }

    /// <summary>
    /// A proxy that speaks SOCKS version 5 (RFC 1928), with user and password (RFC 1929) where it asks for them. It is the proxy that
    /// looks up the server's name.
    /// </summary>
    public sealed record Socks5 : ClientProxy
    {
        internal const int DefaultPort = 1080;

        /// <summary>The proxy at that place.</summary>
        /// <param name="host">Its name or address.</param>
        /// <param name="port">Its port; 1080 by custom.</param>
        /// <exception cref="ArgumentException">There is no such host or port.</exception>
        public Socks5(string host, int port = DefaultPort)
            : base(host, port)
        {
        }

        private protected override string Scheme => "socks5";
    }
}
