using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.AspNetCore;

/// <summary>The middleware that makes this library the implementation of <see cref="HttpContext.WebSockets"/>.</summary>
internal sealed class PureWebSocketMiddleware(RequestDelegate next, PureWebSocketOptions options)
{
    // All connections of the middleware share this memory limit.
    private readonly HeldBytes? held = HeldBytes.Of(options.MaxHeldBytes);

    public Task InvokeAsync(HttpContext context) => OpeningHandshake.MayBeUpgrade(context) ? ServeAsync(context) : next(context);

    private async Task ServeAsync(HttpContext context)
    {
        var feature = new WebSocketFeature(context, options, held);
        if (feature.Refused.Case is HandshakeError error)
        {
            await OpeningHandshake.RejectOriginAsync(context, error);
            return;
        }

        context.Features.Set<IHttpWebSocketFeature>(feature);
        try
        {
            await next(context);
        }
        catch (Exception) when (feature.Accepted is not null)
        {
            await OpeningHandshake.EndAsync(feature.Accepted, CloseCode.InternalError);
            throw;
        }

        // If the application has returned without closing the connection, the connection is closed with status code 1001.
        if (feature.Accepted is not null) await OpeningHandshake.EndAsync(feature.Accepted, CloseCode.GoingAway);
    }
}
