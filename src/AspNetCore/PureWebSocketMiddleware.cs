using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.AspNetCore;

/// <summary>Puts this implementation behind <see cref="HttpContext.WebSockets"/>.</summary>
internal sealed class PureWebSocketMiddleware(RequestDelegate next, PureWebSocketOptions options)
{
    // Of all its connections.
    private readonly HeldBytes? held = HeldBytes.Of(options.MaxHeldBytes);

    public Task InvokeAsync(HttpContext context) => Opening.IsConceivable(context) ? ServeAsync(context) : next(context);

    private async Task ServeAsync(HttpContext context)
    {
        var feature = new WebSocketFeature(context, options, held);
        if (feature.Refused.Case is HandshakeError error)
        {
            await Opening.RejectOriginAsync(context, error);
            return;
        }

        context.Features.Set<IHttpWebSocketFeature>(feature);
        try
        {
            await next(context);
        }
        catch (Exception) when (feature.Accepted is not null)
        {
            await Opening.EndAsync(feature.Accepted, CloseCode.InternalError);
            throw;
        }

        // Whoever returns without a close frame goes away.
        if (feature.Accepted is not null) await Opening.EndAsync(feature.Accepted, CloseCode.GoingAway);
    }
}
