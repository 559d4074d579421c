using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Pure.WebSockets.AspNetCore;
using Pure.WebSockets.Host;

// In ASP.NET Core's own namespace, where applications look for it.
namespace Microsoft.AspNetCore.Builder;

/// <summary>WebSocket connections as endpoints.</summary>
public static class WebSocketEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Runs an application on each WebSocket connection to a path, over HTTP/1.1 and HTTP/2 (RFC 8441). Authorization, rate limits and
    /// other endpoint policies apply before the connection opens. A request that breaks a rule of the opening handshake is rejected with
    /// the status of the rule and a sentence.
    /// </summary>
    /// <param name="endpoints">The routes.</param>
    /// <param name="pattern">The path.</param>
    /// <param name="application">
    /// The application. When the host stops, its token is cancelled, and the connection is closed with 1001. When the function returns, the
    /// connection is closed with 1000. When it throws, the connection is closed with 1011, and the exception is logged. It need not dispose
    /// the connection.
    /// </param>
    /// <param name="options">The options. Null means <see cref="WebSocketEndpointOptions.Default"/>.</param>
    /// <returns>The endpoint, for conventions.</returns>
    /// <exception cref="ArgumentException">The options are invalid.</exception>
    public static IEndpointConventionBuilder MapWebSocket(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern,
        Func<WebSocketConnection, CancellationToken, Task> application,
        WebSocketEndpointOptions? options = null
    ) => endpoints.MapWebSocket(pattern, (_, connection, stop) => application(connection, stop), options);

    /// <summary>Does the same for an application that ignores the token. Its connection is still closed when the host stops.</summary>
    /// <inheritdoc
    /// cref="MapWebSocket(IEndpointRouteBuilder, string, Func{WebSocketConnection, CancellationToken, Task}, WebSocketEndpointOptions?)"/>
    public static IEndpointConventionBuilder MapWebSocket(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern,
        Func<WebSocketConnection, Task> application,
        WebSocketEndpointOptions? options = null
    ) => endpoints.MapWebSocket(pattern, (_, connection, _) => application(connection), options);

    /// <summary>Does the same for an application that uses the request, for example its user, its route values or its services.</summary>
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
