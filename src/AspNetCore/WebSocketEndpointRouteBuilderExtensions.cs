using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Pure.WebSockets.AspNetCore;
using Pure.WebSockets.Host;

// Where the framework's own are looked for.
namespace Microsoft.AspNetCore.Builder;

/// <summary>WebSocket connections as endpoints.</summary>
public static class WebSocketEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Runs an application on each WebSocket connection to a path, over HTTP/1.1 and over HTTP/2 (RFC 8441). What guards endpoints, as
    /// authorization and rate limits, guards this one before the connection opens. Requests that break a rule of the opening handshake
    /// are refused with the status that it names and a sentence.
    /// </summary>
    /// <param name="endpoints">The routes.</param>
    /// <param name="pattern">The path.</param>
    /// <param name="application">
    /// What to do with a connection. The token is cancelled when the host stops, and the connection closed with 1001. When the function
    /// returns the connection is closed with 1000; when an exception escapes it, with 1011, and the exception is logged. It need not
    /// dispose the connection.
    /// </param>
    /// <param name="options">How; null for <see cref="WebSocketEndpointOptions.Default"/>.</param>
    /// <returns>The endpoint, for conventions.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The options make no sense.</exception>
    public static IEndpointConventionBuilder MapWebSocket(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern,
        Func<WebSocketConnection, CancellationToken, Task> application,
        WebSocketEndpointOptions? options = null
    ) => endpoints.MapWebSocket(pattern, (_, connection, stop) => application(connection, stop), options);

    /// <summary>The same for an application that does not look at the token: a stopping host closes its connection all the same.</summary>
    /// <inheritdoc
    /// cref="MapWebSocket(IEndpointRouteBuilder, string, Func{WebSocketConnection, CancellationToken, Task}, WebSocketEndpointOptions?)"/>
    public static IEndpointConventionBuilder MapWebSocket(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern,
        Func<WebSocketConnection, Task> application,
        WebSocketEndpointOptions? options = null
    ) => endpoints.MapWebSocket(pattern, (_, connection, _) => application(connection), options);

    /// <summary>The same for an application that looks at the request: its user, its route values, its services.</summary>
    /// <inheritdoc
    /// cref="MapWebSocket(IEndpointRouteBuilder, string, Func{WebSocketConnection, CancellationToken, Task}, WebSocketEndpointOptions?)"/>
    public static IEndpointConventionBuilder MapWebSocket(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern,
        Func<HttpContext, WebSocketConnection, CancellationToken, Task> application,
        WebSocketEndpointOptions? options = null)
    {
        options ??= WebSocketEndpointOptions.Default;
        WebSocketEndpointOptions.Check(options);
        return endpoints.Map(pattern, new WebSocketEndpoint(application, options).ServeAsync).WithDisplayName($"WebSocket {pattern}");
    }
}
