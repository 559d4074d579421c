using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using LanguageExt;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pure.WebSockets.AspNetCore;

namespace Pure.WebSockets.Host.Tests;

/// <summary>Requests that do not become connections.</summary>
public sealed class RefusalTests
{
    [Fact]
    public async Task A_request_without_an_upgrade_is_told_to_upgrade()
    {
        await using var site = await StartAsync(Http.One);
        var (response, body) = await site.AskAsync(HttpMethod.Get, "/");
        Assert.Equal(HttpStatusCode.UpgradeRequired, response.StatusCode);
        Assert.Equal("websocket", response.Headers.Upgrade.ToString());
        Assert.Equal(["Upgrade"], response.Headers.Connection);
        Assert.Equal("Upgrade does not contain websocket (RFC 6455 §4.2.1)\n", body);
        Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType?.ToString());
    }

    [Fact]
    public async Task A_method_other_than_GET_is_told_which_is_allowed()
    {
        await using var site = await StartAsync(Http.One);
        var (response, body) = await site.AskAsync(HttpMethod.Post, "/");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET"], response.Content.Headers.Allow);
        Assert.Equal("the method is POST, but the handshake requires GET (RFC 6455 §4.2.1)\n", body);
    }

    [Fact]
    public async Task A_version_other_than_13_is_told_which_is_spoken()
    {
        await using var site = await StartAsync(Http.One);
        var (response, _) = await site.AskAsync(HttpMethod.Get, "/", request => Upgrading(request, version: "12"));
        Assert.Equal(HttpStatusCode.UpgradeRequired, response.StatusCode);
        Assert.Equal(["13"], response.Headers.GetValues("Sec-WebSocket-Version"));
    }

    [Fact]
    public async Task A_key_that_is_none_is_a_bad_request()
    {
        await using var site = await StartAsync(Http.One);
        var (response, body) = await site.AskAsync(HttpMethod.Get, "/", request => Upgrading(request, key: "short"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("the request must have exactly one Sec-WebSocket-Key, with 16 bytes in base64 (RFC 6455 §4.2.1)\n", body);
    }

    [Fact]
    public async Task Over_HTTP_2_a_GET_is_no_handshake()
    {
        await using var site = await StartAsync(Http.Two);
        var (response, body) = await site.AskAsync(HttpMethod.Get, "/");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("the method is GET, but the handshake requires CONNECT (RFC 8441 §5)\n", body);
    }

    [Fact]
    public async Task Over_HTTP_2_another_protocol_than_websocket_is_not_implemented()
    {
        await using var site = await StartAsync(Http.Two);
        var (response, body) = await site.AskAsync(HttpMethod.Connect, "/", request => request.Headers.Protocol = "something-else");
        Assert.Equal(HttpStatusCode.NotImplemented, response.StatusCode);
        Assert.Equal(":protocol is something-else, not websocket (RFC 9220 §3)\n", body);
    }

    [Theory, MemberData(nameof(Site.All), MemberType = typeof(Site))]
    public async Task The_accept_hook_refuses_with_a_response_like_any_other(Http http)
    {
        var options = new PureWebSocketEndpointOptions
        {
            Accept = _ => new(new Rejection(
                429,
                LanguageExt.Seq.create<Header>(new[] { new Header("Retry-After", "7") }),
                ByteString.FromText("not so fast")
            )),
        };
        await using var site = await StartAsync(http, options);
        Assert.Equal(HttpStatusCode.TooManyRequests, await site.RefusedAsync("/"));
        if (http != Http.One) return;
        var (response, body) = await site.AskAsync(HttpMethod.Get, "/", request => Upgrading(request));
        Assert.Equal("7", response.Headers.RetryAfter?.ToString());
        Assert.Equal("not so fast", body);
    }

    [Theory, MemberData(nameof(Site.All), MemberType = typeof(Site))]
    public async Task The_accept_hook_refuses_with_a_status_that_has_no_body(Http http)
    {
        await using var site = await StartAsync(http, new PureWebSocketEndpointOptions { Accept = _ => new(Rejection.WithStatus(304)) });
        Assert.Equal(HttpStatusCode.NotModified, await site.RefusedAsync("/"));
        if (http != Http.One) return;
        var (response, body) = await site.AskAsync(HttpMethod.Get, "/", request => Upgrading(request));
        Assert.Equal((HttpStatusCode.NotModified, ""), (response.StatusCode, body));
    }

    [Theory, MemberData(nameof(Site.All), MemberType = typeof(Site))]
    public async Task An_accept_hook_that_throws_refuses_with_500_and_is_logged(Http http)
    {
        await using var site = await StartAsync(
            http,
            new PureWebSocketEndpointOptions { Accept = static _ => throw new InvalidDataException("on purpose") }
        );
        Assert.Equal(HttpStatusCode.InternalServerError, await site.RefusedAsync("/"));
        Assert.IsType<InvalidDataException>((await site.OneError()).Exception);
    }

    [Theory, MemberData(nameof(Site.All), MemberType = typeof(Site))]
    public async Task An_acceptance_of_a_subprotocol_that_nobody_offered_is_misuse(Http http)
    {
        await using var site = await StartAsync(
            http,
            new PureWebSocketEndpointOptions { Accept = static _ => new(new Acceptance("unheard", LanguageExt.Seq<Header>.Empty)) }
        );
        Assert.Equal(HttpStatusCode.InternalServerError, await site.RefusedAsync("/"));
        Assert.IsType<WebSocketMisuseException>((await site.OneError()).Exception);
    }

    [Theory, MemberData(nameof(Site.All), MemberType = typeof(Site))]
    public async Task A_page_of_an_origin_that_is_not_allowed_is_refused_with_403(Http http)
    {
        await using var site = await StartAsync(
            http,
            new PureWebSocketEndpointOptions { Origins = LanguageExt.Seq.create("https://good.example") }
        );
        Assert.Equal(
            HttpStatusCode.Forbidden,
            await site.RefusedAsync("/", asked => asked.SetRequestHeader("Origin", "https://evil.example"))
        );
        using var good = await site.ConnectAsync("/", asked => asked.SetRequestHeader("Origin", "https://good.example"));
        using var none = await site.ConnectAsync("/");
    }

    [Theory, MemberData(nameof(Site.All), MemberType = typeof(Site))]
    public async Task Authorization_guards_the_endpoint_before_the_handshake(Http http)
    {
        var asked = 0;
        await using var site = await Site.StartAsync(
            http,
            app =>
            {
                app.UseAuthentication();
                app.UseAuthorization();
                app.MapPureWebSocket(
                    "/",
                    async (context, connection, stop) => await connection.SendTextAsync(context.User.Identity!.Name!, stop),
                    new PureWebSocketEndpointOptions { Accept = Count }).RequireAuthorization();
            },
            services =>
            {
                services.AddAuthentication("Named").AddScheme<AuthenticationSchemeOptions, ByName>("Named", _ => { });
                services.AddAuthorization();
            });
        Assert.Equal(HttpStatusCode.Unauthorized, await site.RefusedAsync("/"));
        Assert.Equal(0, asked);
        using var client = await site.ConnectAsync("/", options => options.SetRequestHeader("X-Name", "Ada"));
        Assert.Equal("Ada"u8.ToArray(), (await client.ReceiveAsync()).Data);

        ValueTask<Either<Rejection, Acceptance>> Count(EndpointAcceptContext context)
        {
            asked++;
            return new(Acceptance.Plain);
        }
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused_when_the_route_is_made()
    {
        var app = WebApplication.CreateSlimBuilder().Build();
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            app.MapPureWebSocket("/", Serving.EchoAll, new PureWebSocketEndpointOptions { MaxUnsentBytes = 0 })
        );
        Assert.Throws<ArgumentOutOfRangeException>(() => app.UsePureWebSockets(new PureWebSocketOptions { MaxUnreadBytes = 0 }));
    }

    private static Task<Site> StartAsync(Http http, PureWebSocketEndpointOptions? options = null) =>
        Site.StartAsync(http, app => app.MapPureWebSocket("/", Serving.EchoAll, options));

    private static void Upgrading(HttpRequestMessage request, string key = "dGhlIHNhbXBsZSBub25jZQ==", string version = "13")
    {
        request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
        request.Headers.TryAddWithoutValidation("Upgrade", "websocket");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Key", key);
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Version", version);
    }

    private sealed class ByName(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() =>
            Task.FromResult(
                Request.Headers["X-Name"].ToString() is { Length: > 0 } name
                    ? AuthenticateResult.Success(
                        new AuthenticationTicket(
                            new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, name)], "Named")),
                            "Named"
                        )
                    )
                    : AuthenticateResult.NoResult()
            );
    }
}
