using Pure.WebSockets.AspNetCore;
using Pure.WebSockets.Host;

// In ASP.NET Core's own namespace, so that switching takes one line.
namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds Pure.WebSockets to the pipeline of an application.</summary>
public static class PureWebSocketApplicationBuilderExtensions
{
    /// <summary>
    /// Uses this library for <see cref="Microsoft.AspNetCore.Http.HttpContext.WebSockets"/>, in place of <c>UseWebSockets()</c>. Code that
    /// accepts WebSockets there, including SignalR, runs on it unchanged, over HTTP/1.1 and HTTP/2. Call it before the middleware that
    /// accepts them.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <param name="options">The options. Null means the defaults. Options that the code passes when it accepts take precedence.</param>
    /// <returns>The application.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The options are invalid.</exception>
    public static IApplicationBuilder UsePureWebSockets(this IApplicationBuilder app, PureWebSocketOptions? options = null)
    {
        options ??= new PureWebSocketOptions();
        ConnectionHostOptions.Check(options);
        return app.UseMiddleware<PureWebSocketMiddleware>(options);
    }
}
