using System.IO.Pipelines;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.AspNetCore;

/// <summary>
/// Opens connections on a server, such as TestServer, that provides a WebSocket object instead of a byte stream. This library creates an
/// in-memory connection with two ends. The application uses one end, and messages are relayed between the other end and the server's
/// WebSocket. In a test, the application's frames, limits, compression and closing handshake are therefore the same as over a network.
/// </summary>
internal static class Bridge
{
    private const int PieceBytes = 16 * 1024;

    /// <summary>
    /// Accepts the server's WebSocket. Returns a connection whose messages are relayed to and from the server's WebSocket.
    /// </summary>
    /// <param name="own">The feature that accepts the server's WebSocket.</param>
    /// <param name="request">The upgrade request.</param>
    /// <param name="response">The response that opens the connection, with the agreed subprotocol and extensions.</param>
    /// <param name="options">The connection's options.</param>
    /// <param name="held">The memory limit that the connections share, or null if there is no limit.</param>
    /// <param name="ending">The token that is cancelled when the web host begins to stop.</param>
    public static async Task<WebSocketConnection> OpenAsync(
        IHttpWebSocketFeature own,
        UpgradeRequest request,
        (ResponseHead Head, Agreement Agreement) response,
        ConnectionHostOptions options,
        HeldBytes? held,
        CancellationToken ending
    )
    {
        var subprotocol = response.Agreement.Subprotocol.MatchUnsafe(static name => name, static () => (string?)null);
        var outer = await own.AcceptAsync(new WebSocketAcceptContext { SubProtocol = subprotocol }).ConfigureAwait(false);
        var (up, down) = (new Pipe(), new Pipe());
        var far = WebSocketConnection.FromStream(
            new BridgeStream(down.Reader, up.Writer),
            Role.Client,
            response.Agreement,
            new WebSocketConnectionOptions
            {
                // The application's end and the test client enforce their own limits. The other end of the in-memory connection therefore
                // has the largest possible limits.
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
        return StandaloneConnection.FromStream(
            near,
            Role.Server,
            response.Agreement,
            options,
            request,
            remote: null,
            new BufferPool(held),
            ending
        );
    }

    private static Limits Unbounded { get; } = new()
    {
        MaxMessageBytes = int.MaxValue,
        MaxFragments = int.MaxValue,
    };

    /// <summary>
    /// Relays messages and the close frame from the first WebSocket to the second. If a receive or a send fails, the second WebSocket is
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
            // All exceptions are caught, because a test client can pass values that a real connection would have rejected, such as an
            // invalid close code. After any exception, the WebSocket to which the messages are relayed must be aborted.
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
