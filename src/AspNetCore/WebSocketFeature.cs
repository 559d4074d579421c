using System.Net.WebSockets;
using LanguageExt;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.AspNetCore;

/// <summary>What <see cref="HttpContext.WebSockets"/> asks: whether a request wants a WebSocket, and that it be accepted.</summary>
internal sealed class WebSocketFeature(HttpContext context, PureWebSocketOptions options, HeldBytes? held) : IHttpWebSocketFeature
{
    private readonly Either<HandshakeError, UpgradeRequest> asked = Opening.Check(context);

    public bool IsWebSocketRequest => asked.IsRight;

    /// <summary>What stood here before.</summary>
    public IHttpWebSocketFeature? Below { get; } = context.Features.Get<IHttpWebSocketFeature>();

    /// <summary>Why the page that asks may not connect; nothing where it may, or where no WebSocket is asked for.</summary>
    public Option<HandshakeError> Refused =>
        asked.Match(Right: request => OriginPolicy.Refuse(request, options.Origins), Left: static _ => Option<HandshakeError>.None);

    /// <summary>The connection, once the request was accepted.</summary>
    public WebSocketConnection? Accepted { get; private set; }

    public async Task<WebSocket> AcceptAsync(WebSocketAcceptContext acceptContext)
    {
        var request = asked.IfLeft(error =>
            throw new InvalidOperationException($"The request asks for no WebSocket: {error.Seen} ({error.Rule}).")
        );
        var chosen = With(acceptContext);
        var response = ServerHandshake
            .Accept(request, new Acceptance(Prelude.Optional(acceptContext.SubProtocol!), Seq<Header>.Empty), chosen.Protocol.Compression)
            .IfLeft(refusal => throw new WebSocketMisuseException(refusal));
        Accepted = await Opening.OpenAsync(context, request, response, chosen, held).ConfigureAwait(false);
        return new PureWebSocket(Accepted);
    }

    private PureWebSocketOptions With(WebSocketAcceptContext accept) =>
        options with
        {
            Protocol = options.Protocol with
            {
                // Who reads in pieces needs nothing whole: a long message is never held.
                Delivery = Delivery.Pieces,
                KeepAliveInterval = accept.KeepAliveInterval ?? options.Protocol.KeepAliveInterval,
                PongTimeout = accept.KeepAliveTimeout ?? options.Protocol.PongTimeout,
                Compression = !accept.DangerousEnableCompression
                    ? options.Protocol.Compression
                    : options.Protocol.Compression.IfNone(CompressionOptions.Default) with
                    {
                        ServerMaxWindowBits = accept.ServerMaxWindowBits,
                        ServerNoContextTakeover = accept.DisableServerContextTakeover,
                    },
            },
        };
}
