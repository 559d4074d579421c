using System.Net.Security;
using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>How a client connects, and how its connection behaves.</summary>
public sealed record WebSocketClientOptions : HostOptions
{
    /// <summary>The defaults.</summary>
    public static WebSocketClientOptions Default { get; } = new();

    /// <summary>Fields to add to the request, as Origin, cookies and authorisation. Those of the handshake itself are not among them.</summary>
    public Seq<Header> Headers { get; init; } = Seq<Header>.Empty;

    /// <summary>The subprotocols to offer, the preferred one first. What the server chose is in <see cref="WebSocketConnection.Agreement"/>.</summary>
    public Seq<string> Subprotocols { get; init; } = Seq<string>.Empty;

    /// <summary>
    /// The time until the server is reached, its name looked up and TLS agreed on, before the opening handshake, whose time is <see cref="ConnectionOptions.OpeningHandshakeTimeout"/>. Zero or less:
    /// as long as it takes. 30 s.
    /// </summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How a wss connection is secured: what certificates are trusted, which the client shows, what name the server's must have. A copy is taken when the client connects. Null for what the framework does:
    /// the certificate must be the host's, from an authority that this machine trusts. Where it names no application protocols, "http/1.1" is offered.
    /// </summary>
    public SslClientAuthenticationOptions? Tls { get; init; }
}
