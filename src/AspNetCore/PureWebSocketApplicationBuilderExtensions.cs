using Pure.WebSockets.AspNetCore;
using Pure.WebSockets.Host;

// Where the framework's own are looked for: switching takes one line.
namespace Microsoft.AspNetCore.Builder;

/// <summary>Pure.WebSockets in the pipeline of an application.</summary>
public static class PureWebSocketApplicationBuilderExtensions
{
    /// <summary>
    /// Puts this library behind <see cref="Microsoft.AspNetCore.Http.HttpContext.WebSockets"/>, in place of <c>UseWebSockets()</c>: code
    /// that accepts WebSockets there, SignalR among it, runs on it unchanged, over HTTP/1.1 and HTTP/2. It stands before what accepts
    /// them.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <param name="options">How; null for the defaults. What code says when it accepts comes before them.</param>
    /// <returns>The application.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The options make no sense.</exception>
    public static IApplicationBuilder UsePureWebSockets(this IApplicationBuilder app, PureWebSocketOptions? options = null)
    {
        options ??= new PureWebSocketOptions();
        HostOptions.Check(options);
        return app.UseMiddleware<PureWebSocketMiddleware>(options);
    }
}
