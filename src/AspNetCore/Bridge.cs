using System.IO.Pipelines;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.AspNetCore;

/// <summary>
/// A connection under a server that has sockets and no bytes, as TestServer: between the application and the server's own socket stand
/// both ends of a connection of this library, in memory. So an application under test meets what it
/// meets over a wire: the frames, the limits, the compression that is agreed, the closing handshake.
/// </summary>
internal static class Bridge
{
    private const int PieceBytes = 16 * 1024;

    /// <summary>Accepts the server's own socket, and opens a connection that leads to it.</summary>
    /// <param name="own">What hands out the server's socket.</param>
    /// <param name="request">What the request asks for.</param>
    /// <param name="response">The response that opens it, and what it agrees to.</param>
    /// <param name="options">How the connection is driven.</param>
    public static async Task<WebSocketConnection> OpenAsync(
        IHttpWebSocketFeature own, UpgradeRequest request, (ResponseHead Head, Agreement Agreement) response, HostOptions options)
    {
        var subprotocol = response.Agreement.Subprotocol.MatchUnsafe(static name => name, static () => (string?)null);
        var outer = await own.AcceptAsync(new WebSocketAcceptContext { SubProtocol = subprotocol }).ConfigureAwait(false);
        var (up, down) = (new Pipe(), new Pipe());
        var far = WebSocketConnection.Opened(new BridgeStream(down.Reader, up.Writer), Role.Client, response.Agreement, new HostOptions
        {
            // The far end keeps no rule of its own: what comes through is for the application's end to judge, and for the test's client.
            Protocol = options.Protocol with { Delivery = Delivery.Pieces, Limits = Unbounded, KeepAliveInterval = TimeSpan.Zero },
        });
        var inner = new PureWebSocket(far);
        var toClient = RelayAsync(inner, outer);
        var toApplication = RelayAsync(outer, inner);
        _ = EndAsync(inner, outer, Task.WhenAll(toClient, toApplication));
        var near = new BridgeStream(up.Reader, down.Writer, toClient);
        return WebSocketConnection.Opened(near, Role.Server, response.Agreement, options, request);
    }

    private static Limits Unbounded { get; } = new()
    {
        MaxFrameBytes = long.MaxValue,
        MaxMessageBytes = int.MaxValue,
        MaxInflatedBytes = int.MaxValue,
        MaxFragments = int.MaxValue,
    };

    /// <summary>Passes on what one socket receives, to its close frame. Where either breaks, so does the other.</summary>
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
            // Whatever it was: a test's client may say what no wire carries, as a close code that is none.
            // Nobody else would end the other one.
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
