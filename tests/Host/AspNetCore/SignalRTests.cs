using System.Collections.Concurrent;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using SignalRChat.Hubs;

namespace Pure.WebSockets.Host.Tests;

/// <summary>SignalR's chat sample, with one line changed, and SignalR's own client.</summary>
public sealed class SignalRTests
{
    [Fact]
    public async Task Two_clients_in_JavaScript_chat_over_our_sockets()
    {
        var served = new ConcurrentQueue<WebSocket>();
        await using var site = await Site.StartAsync(
            Http.One,
            app =>
            {
                app.UsePureWebSockets();
                app.Use(
                    (context, next) =>
                    {
                        if (context.Features.Get<IHttpWebSocketFeature>() is { } feature)
                            context.Features.Set<IHttpWebSocketFeature>(new Noting(feature, served));
                        return next(context);
                    }
                );
                app.UseRouting();
                app.MapHub<ChatHub>("/chatHub");
            },
            services => services.AddSignalR());
        using var clients = NodePeer.StartWith("@microsoft/signalr", "chat.js", site.Uri("http", "/chatHub").ToString());
        Assert.Equal("chatted", await clients.ReadLineAsync());
        await site.StopAsync();
        await clients.EndAsync();
        Assert.Equal(2, served.Count);
        Assert.All(served, socket => Assert.IsType<PureWebSocket>(socket));
        Assert.Empty(site.Errors);
    }

    /// <summary>Records accepted connections, and changes nothing.</summary>
    private sealed class Noting(IHttpWebSocketFeature inner, ConcurrentQueue<WebSocket> served) : IHttpWebSocketFeature
    {
        public bool IsWebSocketRequest => inner.IsWebSocketRequest;

        public async Task<WebSocket> AcceptAsync(WebSocketAcceptContext context)
        {
            var socket = await inner.AcceptAsync(context);
            served.Enqueue(socket);
            return socket;
        }
    }
}
