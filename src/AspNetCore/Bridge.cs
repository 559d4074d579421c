using System.IO.Pipelines;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.AspNetCore;

/// <summary>
/// A connection on a server that offers a WebSocket but no bytes, such as TestServer. Between the application and the server's WebSocket
/// there is an in-memory connection. This library implements both of its ends. An application under test therefore gets the same frames,
/// limits, compression and closing handshake as over a network.
/// </summary>
internal static class Bridge
{
    private const int PieceBytes = 16 * 1024;

    /// <summary>Accepts the server's WebSocket, and opens a connection that leads to it.</summary>
    /// <param name="own">Accepts the server's WebSocket.</param>
    /// <param name="request">The upgrade request.</param>
    /// <param name="response">The response that opens it, and the agreement.</param>
    /// <param name="options">The connection's options.</param>
    public static async Task<WebSocketConnection> OpenAsync(
        IHttpWebSocketFeature own, UpgradeRequest request, (ResponseHead Head, Agreement Agreement) response, ConnectionHostOptions options)
    {
        var subprotocol = response.Agreement.Subprotocol.MatchUnsafe(static name => name, static () => (string?)null);
        var outer = await own.AcceptAsync(new WebSocketAcceptContext { SubProtocol = subprotocol }).ConfigureAwait(false);
        var (up, down) = (new Pipe(), new Pipe());
        var far = WebSocketConnection.FromStream(
            new BridgeStream(down.Reader, up.Writer),
            Role.Client,
            response.Agreement,
            new ConnectionHostOptions
            {
                // The far end enforces no limits, because the application's end and the client of the test enforce them.
                Protocol = options.Protocol with
                {
                    Delivery = Delivery.Pieces,
                    Limits = Unbounded,
                    KeepAliveInterval = TimeSpan.Zero,
                },
            }
        );
        var inner = new PureWebSocket(far);
        var toClient = RelayAsync(inner, outer);
        var toApplication = RelayAsync(outer, inner);
        _ = EndAsync(inner, outer, Task.WhenAll(toClient, toApplication));
        var near = new BridgeStream(up.Reader, down.Writer, toClient);
        return WebSocketConnection.FromStream(near, Role.Server, response.Agreement, options, request);
    }

    private static Limits Unbounded { get; } = new()
    {
        MaxFrameBytes = long.MaxValue,
        MaxMessageBytes = int.MaxValue,
        MaxInflatedBytes = int.MaxValue,
        MaxFragments = int.MaxValue,
    };

    /// <summary>
    /// Relays the messages that one WebSocket receives to the other one, up to the close frame. If either WebSocket fails, the other one is
    /// aborted.
    /// </summary>
    private static async Task RelayAsync(WebSocket from, WebSocket to)
    {
        var buffer = new byte[PieceBytes];
        try
        {
            while (true)
            {
                var received = await from.ReceiveAsync(buffer.AsMemory(), CancellationToken.None).ConfigureAwait(false);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    await CloseAsync(from.CloseStatus, from.CloseStatusDescription, to).ConfigureAwait(false);
                    return;
                }

                var piece = buffer.AsMemory(0, received.Count);
                await to.SendAsync(piece, received.MessageType, received.EndOfMessage, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception)
        {
            // Any exception counts: the client of a test may send what no network carries, such as an invalid close code. The other end
            // must be ended here.
            to.Abort();
        }
    }

    private static async Task CloseAsync(WebSocketCloseStatus? status, string? reason, WebSocket to)
    {
        if (to.State is not (WebSocketState.Open or WebSocketState.CloseReceived)) return;
        await to.CloseOutputAsync(status ?? WebSocketCloseStatus.NormalClosure, reason, CancellationToken.None).ConfigureAwait(false);
    }

    private static async Task EndAsync(WebSocket inner, WebSocket outer, Task relaying)
    {
        await relaying.ConfigureAwait(false);
        inner.Dispose();
        outer.Dispose();
    }
}
