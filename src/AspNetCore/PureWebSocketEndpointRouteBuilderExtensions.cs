using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Pure.WebSockets.AspNetCore;
using Pure.WebSockets.Host;
using EndpointOptions = Pure.WebSockets.AspNetCore.PureWebSocketEndpointOptions;

// This class is in a namespace of ASP.NET Core, so that applications find its methods without an additional using directive.
namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds WebSocket endpoints to the routes of an application.</summary>
public static class PureWebSocketEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Calls a function for each WebSocket connection to a path, over HTTP/1.1 or HTTP/2 (RFC 8441). Authorization, rate limits and other
    /// endpoint policies apply before the connection opens. A request that breaks a rule of the opening handshake is rejected with the
    /// matching status code and a description of the error.
    /// </summary>
    /// <param name="endpoints">The route builder.</param>
    /// <param name="pattern">The route pattern.</param>
    /// <param name="application">
    /// The function to call. The function does not need to dispose the connection. When the host stops, the cancellation token is
    /// cancelled, and the connection is closed with status code 1001. When the function returns, the connection is closed with status code
    /// 1000. If the function throws an exception, the connection is closed with status code 1011, and the exception is logged. A
    /// <see cref="WebSocketClosedException"/> of this connection is not treated as an error. When the host stops, an
    /// <see cref="OperationCanceledException"/> is also not treated as an error.
    /// </param>
    /// <param name="options">The options, or null for <see cref="PureWebSocketEndpointOptions.Default"/>.</param>
    /// <returns>A builder that can add conventions to the endpoint.</returns>
    /// <exception cref="ArgumentException">The options are invalid.</exception>
    public static IEndpointConventionBuilder MapPureWebSocket(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern,
        Func<WebSocketConnection, CancellationToken, Task> application,
        PureWebSocketEndpointOptions? options = null
    ) => endpoints.MapPureWebSocket(pattern, (_, connection, stop) => application(connection, stop), options);

    /// <summary>
    /// Calls a function for each WebSocket connection to a path. The function does not receive a cancellation token, but the connection is
    /// closed when the host stops.
    /// </summary>
    /// <inheritdoc
    /// cref="MapPureWebSocket(IEndpointRouteBuilder, string, Func{WebSocketConnection, CancellationToken, Task}, EndpointOptions?)"/>
    public static IEndpointConventionBuilder MapPureWebSocket(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern,
        Func<WebSocketConnection, Task> application,
        PureWebSocketEndpointOptions? options = null
    ) => endpoints.MapPureWebSocket(pattern, (_, connection, _) => application(connection), options);

    /// <summary>
    /// Calls a function for each WebSocket connection to a path. The function also receives the request's <see cref="HttpContext"/>, which
    /// provides the user, the route values and the services.
    /// </summary>
    /// <inheritdoc
    /// cref="MapPureWebSocket(IEndpointRouteBuilder, string, Func{WebSocketConnection, CancellationToken, Task}, EndpointOptions?)"/>
    public static IEndpointConventionBuilder MapPureWebSocket(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern,
        Func<HttpContext, WebSocketConnection, CancellationToken, Task> application,
        PureWebSocketEndpointOptions? options = null)
    {
        options ??= PureWebSocketEndpointOptions.Default;
        ConnectionHostOptions.Check(options);
        return endpoints.Map(pattern, new WebSocketEndpoint(application, options).ServeAsync).WithDisplayName($"WebSocket {pattern}");
    }
}
