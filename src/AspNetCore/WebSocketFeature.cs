using System.Net.WebSockets;
using LanguageExt;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.AspNetCore;

/// <summary>The feature that implements <see cref="HttpContext.WebSockets"/>. The feature detects and accepts upgrade requests.</summary>
internal sealed class WebSocketFeature(HttpContext context, PureWebSocketOptions options, HeldBytes? held) : IHttpWebSocketFeature
{
    private readonly Either<HandshakeError, UpgradeRequest> asked = OpeningHandshake.Check(context);

    public bool IsWebSocketRequest => asked.IsRight;

    /// <summary>The WebSocket feature that this feature replaces, or null if the request had no WebSocket feature.</summary>
    public IHttpWebSocketFeature? Inner { get; } = context.Features.Get<IHttpWebSocketFeature>();

    /// <summary>
    /// The error for a request from a page whose origin is not allowed. The value is None if the origin is allowed, or if the request is
    /// not a valid upgrade request.
    /// </summary>
    public Option<HandshakeError> Refused =>
        asked.Match(Right: request => OriginPolicy.Check(request, options.Origins), Left: static _ => Option<HandshakeError>.None);

    /// <summary>The connection, or null if the request has not been accepted.</summary>
    public WebSocketConnection? Accepted { get; private set; }

    public async Task<WebSocket> AcceptAsync(WebSocketAcceptContext acceptContext)
    {
        var request = asked.IfLeft(error =>
            throw new InvalidOperationException($"The request is not a valid WebSocket upgrade: {error.Seen} ({error.Rule}).")
        );
        var chosen = With(acceptContext);
        var response = ServerHandshake
            .Accept(request, new Acceptance(Prelude.Optional(acceptContext.SubProtocol!), Seq<Header>.Empty), chosen.Protocol.Compression)
            .IfLeft(refusal => throw new WebSocketMisuseException(refusal));
        Accepted = await OpeningHandshake
            .OpenAsync(context, request, response, chosen, held, OpeningHandshake.Ending(context))
            .ConfigureAwait(false);
        return new PureWebSocket(Accepted);
    }

    private PureWebSocketOptions With(WebSocketAcceptContext accept) =>
        options with
        {
            Protocol = options.Protocol with
            {
                // The application reads messages in pieces, so a long message is never buffered completely.
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
