using Pure.WebSockets.AspNetCore;
using Pure.WebSockets.Host;

// This class is in a namespace of ASP.NET Core, so that applications find its method without an additional using directive.
namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds Pure.WebSockets to the pipeline of an application.</summary>
public static class PureWebSocketApplicationBuilderExtensions
{
    /// <summary>
    /// Makes this library the implementation of <see cref="Microsoft.AspNetCore.Http.HttpContext.WebSockets"/>, in place of
    /// <c>UseWebSockets()</c>. Code that accepts WebSockets through HttpContext.WebSockets, including SignalR, works unchanged over
    /// HTTP/1.1 and HTTP/2. Call this method before you add the middleware that accepts WebSockets.
    /// </summary>
    /// <param name="app">The application builder.</param>
    /// <param name="options">
    /// The options, or null for the defaults. Options that the application passes when it accepts a WebSocket take precedence.
    /// </param>
    /// <returns>The application builder.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The options are invalid.</exception>
    public static IApplicationBuilder UsePureWebSockets(this IApplicationBuilder app, PureWebSocketOptions? options = null)
    {
        options ??= PureWebSocketOptions.Default;
        ConnectionHostOptions.Check(options);
        return app.UseMiddleware<PureWebSocketMiddleware>(options);
    }
}
