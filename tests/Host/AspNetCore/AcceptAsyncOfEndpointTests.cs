using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Pure.WebSockets.AspNetCore;

namespace Pure.WebSockets.Host.Tests;

/// <summary>Answers to upgrade requests of an endpoint that take time.</summary>
public sealed class AcceptAsyncOfEndpointTests
{
    [Theory, MemberData(nameof(Site.All), MemberType = typeof(Site))]
    public async Task An_answer_may_ask_a_service_of_the_request(Http http)
    {
        var options = new PureWebSocketEndpointOptions
        {
            Accept = async context =>
                await context.HttpContext.RequestServices.GetRequiredService<Guests>()
                    .HasAsync(context.Request.Query, context.CancellationToken)
                    ? Acceptance.Plain with { Subprotocol = context.Request.ChooseSubprotocol("chat") }
                    : Rejection.WithStatus(403),
        };
        await using var site = await Site.StartAsync(
            http,
            app => app.MapPureWebSocket("/", Serving.EchoAll, options),
            services => services.AddScoped<Guests>()
        );
        using var guest = await site.ConnectAsync("/?name=ada", asked => asked.AddSubProtocol("chat"));
        Assert.Equal("chat", guest.SubProtocol);
        Assert.Equal(HttpStatusCode.Forbidden, await site.RefusedAsync("/?name=eve"));
        Assert.Empty(site.Errors);
    }

    [Theory, MemberData(nameof(Site.All), MemberType = typeof(Site))]
    public async Task An_answer_has_the_time_of_the_opening_handshake(Http http)
    {
        var options = new PureWebSocketEndpointOptions
        {
            Protocol = ConnectionOptions.Default with { OpeningHandshakeTimeout = TimeSpan.FromMilliseconds(50) },
            Accept = async context =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
                return Acceptance.Plain;
            },
        };
        await using var site = await Site.StartAsync(http, app => app.MapPureWebSocket("/", Serving.EchoAll, options));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await site.RefusedAsync("/"));
        Assert.IsType<TimeoutException>((await site.OneError()).Exception);
    }

    [Fact]
    public async Task An_exception_is_logged_and_answered_with_500()
    {
        var options = new PureWebSocketEndpointOptions
        {
            Accept = async _ =>
            {
                await Task.Yield();
                throw new InvalidDataException("on purpose");
            },
        };
        await using var site = await Site.StartAsync(Http.One, app => app.MapPureWebSocket("/", Serving.EchoAll, options));
        Assert.Equal(HttpStatusCode.InternalServerError, await site.RefusedAsync("/"));
        Assert.IsType<InvalidDataException>((await site.OneError()).Exception);
    }

    private sealed class Guests
    {
        public async Task<bool> HasAsync(string query, CancellationToken cancellationToken)
        {
            await Task.Delay(1, cancellationToken);
            return query == "name=ada";
        }
    }
}
