using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.RateLimiting;
using Pure.WebSockets.AspNetCore;

namespace Pure.WebSockets.Host.Tests;

/// <summary>Options of an endpoint that a server has too, and a limit that ASP.NET Core has in place of one.</summary>
public sealed class EndpointOptionTests
{
    [Theory, MemberData(nameof(Site.All), MemberType = typeof(Site))]
    public async Task The_endpoint_chooses_the_first_of_its_subprotocols_that_the_client_offers(Http http)
    {
        var options = new PureWebSocketEndpointOptions { Subprotocols = ["chat.v2", "chat.v1"] };
        await using var site = await Site.StartAsync(http, app => app.MapPureWebSocket("/", Serving.EchoAll, options));
        using var both = await site.ConnectAsync("/", asked =>
        {
            asked.AddSubProtocol("chat.v1");
            asked.AddSubProtocol("chat.v2");
        });
        Assert.Equal("chat.v2", both.SubProtocol);
        using var none = await site.ConnectAsync("/");
        Assert.Null(none.SubProtocol);
    }

    [Fact]
    public async Task The_subprotocol_that_Accept_chooses_takes_precedence()
    {
        var options = new PureWebSocketEndpointOptions
        {
            Subprotocols = ["chat.v2", "chat.v1"],
            Accept = context => new(
                context.Request.Path == "/old" ? Acceptance.Plain with { Subprotocol = "chat.v1" } : Acceptance.Plain),
        };
        await using var site = await Site.StartAsync(Http.One, app => app.MapPureWebSocket("/{**path}", Serving.EchoAll, options));
        foreach (var (path, subprotocol) in new[] { ("/old", "chat.v1"), ("/new", "chat.v2") })
        {
            using var client = await site.ConnectAsync(path, asked =>
            {
                asked.AddSubProtocol("chat.v1");
                asked.AddSubProtocol("chat.v2");
            });
            Assert.Equal(subprotocol, client.SubProtocol);
        }
    }

    [Theory, MemberData(nameof(Site.All), MemberType = typeof(Site))]
    public async Task Accept_gets_the_address_of_the_client(Http http)
    {
        var seen = new TaskCompletionSource<EndPoint?>();
        var options = new PureWebSocketEndpointOptions
        {
            Accept = context =>
            {
                seen.SetResult(context.RemoteEndPoint);
                return new(Acceptance.Plain);
            },
        };
        await using var site = await Site.StartAsync(http, app => app.MapPureWebSocket("/", Serving.EchoAll, options));
        using var client = await site.ConnectAsync("/");
        Assert.Equal(IPAddress.Loopback, Assert.IsType<IPEndPoint>(await seen.Task.Within()).Address);
    }

    [Theory, MemberData(nameof(Site.All), MemberType = typeof(Site))]
    public async Task A_concurrency_limiter_counts_a_connection_until_it_has_ended(Http http)
    {
        var ended = new TaskCompletionSource();
        await using var site = await Site.StartAsync(
            http,
            app =>
            {
                app.Use(async (_, next) =>
                {
                    await next();
                    ended.TrySetResult();
                });
                app.UseRouting();
                app.UseRateLimiter();
                app.MapPureWebSocket("/", Serving.EchoAll).RequireRateLimiting("one");
            },
            services => services.AddRateLimiter(limits => limits.AddConcurrencyLimiter("one", limit => limit.PermitLimit = 1)));
        using (var first = await site.ConnectAsync("/"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await site.RefusedAsync("/"));
            ended = new TaskCompletionSource();
            await first.CloseAsync(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, "", Patience.Token);
        }

        await ended.Task.Within();
        using var second = await site.ConnectAsync("/");
    }
}
