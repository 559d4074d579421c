using System.Net;
using System.Net.Security;
using LanguageExt;

namespace Pure.WebSockets.Host.Tests;

public sealed class RedirectTests
{
    private static readonly WebSocketClientOptions Following = Certificates.Client with { MaxRedirects = 5 };

    [Fact]
    public async Task Unless_the_client_follows_a_redirect_is_a_refusal_with_its_location()
    {
        await using var serving = Serving.Echo(To(_ => "/there"));
        var failure = await Connecting.Fails<ConnectFailure.Rejected>(serving.Uri);
        Assert.Equal(
            (302, "/there"),
            (failure.Response.Head.Status, HeaderList.Single(failure.Response.Head.Headers, "Location").IfNone(""))
        );
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Each_kind_is_followed_to_a_place_named_by_path(int status)
    {
        await using var serving = Serving.Echo(To(request => request.Path == "/there" ? null : "../there?room=2#part", status));
        await using var client = await Connecting.To(serving.Uri, Following);
        Assert.Equal("/there?room=2", client.Connection.Request.Target);
        Assert.Equal("arrived", await client.EchoAsync("arrived"));
    }

    [Theory]
    [InlineData(300)]
    [InlineData(304)]
    [InlineData(305)]
    public async Task What_sends_nobody_on_by_itself_is_a_refusal(int status)
    {
        await using var serving = Serving.Echo(To(_ => "/there", status));
        Assert.Equal(status, (await Connecting.Fails<ConnectFailure.Rejected>(serving.Uri, Following)).Response.Head.Status);
    }

    [Theory]
    [InlineData("ws", "ws")]
    [InlineData("ws", "http")]
    [InlineData("ws", "wss")]
    [InlineData("ws", "https")]
    [InlineData("wss", "wss")]
    [InlineData("wss", "https")]
    public async Task It_leads_to_other_hosts_whose_scheme_may_be_https_own(string from, string to)
    {
        await using var there = Serving.Echo(to is "wss" or "https" ? Certificates.Server : null);
        await using var here = Serving.Echo(
            (from == "wss" ? Certificates.Server : new WebSocketServerOptions()) with
            {
                Accept = To(_ => $"{to}://127.0.0.1:{there.EndPoint.Port}/there").Accept,
            }
        );
        await using var client = await Connecting.To(from == "wss" ? here.SecureUri : here.Uri, Following);
        Assert.Equal(("/there", "arrived"), (client.Connection.Request.Target, await client.EchoAsync("arrived")));
    }

    [Theory]
    [InlineData("ws")]
    [InlineData("http")]
    public async Task From_wss_it_never_leads_to_ws(string scheme)
    {
        await using var serving = Serving.Echo(Certificates.Server with { Accept = To(_ => $"{scheme}://127.0.0.1:9/").Accept });
        var failure = await Connecting.Fails<ConnectFailure.RedirectFailed>(serving.SecureUri, Following);
        Assert.Contains("from wss to ws", failure.Message, StringComparison.Ordinal);
        Assert.Equal((302, serving.SecureUri), (failure.Response.Head.Status, failure.From));
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/", "the scheme ftp")]
    [InlineData("ws://user:secret@127.0.0.1/", "Location contains a user")]
    [InlineData("http://[", "not a URI")]
    [InlineData("", "exactly one Location field")]
    public async Task What_cannot_be_followed_is_told(string location, string says)
    {
        await using var serving = Serving.Echo(
            new WebSocketServerOptions
            {
                Accept = _ => new(new Rejection(
                    302,
                    location.Length == 0 ? Seq<Header>.Empty : Seq.create<Header>(new[] { new Header("Location", location) }),
                    ByteString.Empty
                )),
            }
        );
        var failure = await Connecting.Fails<ConnectFailure.RedirectFailed>(serving.Uri, Following);
        Assert.Contains(says, failure.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_circle_ends_at_the_limit()
    {
        var asked = 0;
        await using var serving = Serving.Echo(To(_ =>
        {
            Interlocked.Increment(ref asked);
            return "/round";
        }));
        var failure = await Connecting.Fails<ConnectFailure.RedirectFailed>(serving.Uri, Following);
        Assert.Equal(("the limit of 5 redirects is reached", 6), (failure.Reason, asked));
        await serving.BecomesEmpty();
    }

    [Fact]
    public async Task What_names_the_user_goes_to_no_other_origin_nor_comes_back_from_it()
    {
        await using var home = Serving.Echo(new WebSocketServerOptions { Origins = Seq.create("*"), Accept = _ => new(Acceptance.Plain) });
        var seen = new List<string>();
        await using var there = Serving.Echo(
            To(request =>
            {
                seen.Add(Secrets(request));
                return $"ws://127.0.0.1:{home.EndPoint.Port}/back";
            })
        );
        await using var here = Serving.Echo(
            To(request =>
            {
                seen.Add(Secrets(request));
                return request.Path == "/again" ? $"ws://127.0.0.1:{there.EndPoint.Port}/" : "/again";
            })
        );
        var fields = Seq.create<Header>(
            new[]
            {
                new Header("Cookie", "mine=1"),
                new Header("proxy-authorization", "Basic eA=="),
                new Header("X-Api-Key", "key"),
                new Header("Origin", "http://me.example"),
            }
        );
        await using var client = await Connecting.To(
            here.Uri,
            Following with
            {
                Headers = fields,
                Authorization = HttpAuthorization.Bearer("token"),
            }
        );
        Assert.Equal(
            ["Bearer token|mine=1|Basic eA==|key|http://me.example", "Bearer token|mine=1|Basic eA==|key|http://me.example", "||||"],
            seen
        );
        Assert.Equal("||||", Secrets(client.Connection.Request));
    }

    [Fact]
    public async Task Fields_that_the_caller_releases_go_to_another_origin_and_the_others_do_not()
    {
        await using var there = Serving.Echo(new WebSocketServerOptions { Origins = Seq.create("*"), Accept = _ => new(Acceptance.Plain) });
        await using var here = Serving.Echo(To(_ => $"ws://127.0.0.1:{there.EndPoint.Port}/"));
        var fields = Seq.create<Header>(
            new[] { new Header("Cookie", "mine=1"), new Header("X-Api-Key", "key"), new Header("Origin", "http://me.example") }
        );
        await using var client = await Connecting.To(
            here.Uri,
            Following with
            {
                Headers = fields,
                CrossOriginHeaders = Seq.create<string>(new[] { "origin" }),
            }
        );
        Assert.Equal("||||http://me.example", Secrets(client.Connection.Request));
    }

    [Theory]
    [InlineData("authorization")]
    [InlineData("Cookie")]
    [InlineData("Proxy-Authorization")]
    public void Credentials_cannot_be_released(string name)
    {
        var options = Following with { CrossOriginHeaders = Seq.create<string>(new[] { "Origin", name }) };
        var misuse = Assert.Throws<ArgumentException>(
            "options",
            () =>
            {
                _ = WebSocketClient.TryConnectAsync(new Uri("ws://127.0.0.1:9/"), options);
            }
        );
        Assert.Contains($"CrossOriginHeaders contains {name}", misuse.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("list")]
    [InlineData("context")]
    [InlineData("callback")]
    public async Task A_client_certificate_is_shown_to_its_own_origin_alone(string kind)
    {
        var (shownHere, shownThere) = (new List<string>(), new List<string>());
        await using var there = Serving.Echo(new WebSocketServerOptions { Tls = Asking(shownThere), Accept = _ => new(Acceptance.Plain) });
        await using var here = Serving.Echo(
            To(request => request.Path == "/again" ? $"wss://127.0.0.1:{there.EndPoint.Port}/" : "/again") with
            {
                Tls = Asking(shownHere),
            }
        );
        var tls = Certificates.Trusting();
        tls.TargetHost = "localhost";
        if (kind == "list")
            tls.ClientCertificates = [Certificates.Own];
        if (kind == "context")
            tls.ClientCertificateContext = SslStreamCertificateContext.Create(Certificates.Own, additionalCertificates: null);
        if (kind == "callback")
            tls.LocalCertificateSelectionCallback = (_, _, _, _, _) => Certificates.Own;
        await using var client = await Connecting.To(here.SecureUri, Following with { Tls = tls });
        Assert.Equal("arrived", await client.EchoAsync("arrived"));
        Assert.Equal(["CN=localhost", "CN=localhost"], shownHere);
        Assert.Equal(["none"], shownThere);
    }

    [Fact]
    public async Task The_trace_goes_on_to_another_origin_but_not_a_trace_of_the_callers_own()
    {
        await using var there = Serving.Echo(new WebSocketServerOptions { Origins = Seq.create("*"), Accept = _ => new(Acceptance.Plain) });
        await using var here = Serving.Echo(To(_ => $"ws://127.0.0.1:{there.EndPoint.Port}/"));
        using var activity = new System.Diagnostics.Activity("caller").SetIdFormat(System.Diagnostics.ActivityIdFormat.W3C).Start();
        await using (var traced = await Connecting.To(here.Uri, Following))
            Assert.Contains(activity.TraceId.ToString(), Traceparent(traced), StringComparison.Ordinal);
        var own = Seq.create<Header>(new[] { new Header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01") });
        await using var client = await Connecting.To(here.Uri, Following with { Headers = own });
        Assert.Contains(activity.TraceId.ToString(), Traceparent(client), StringComparison.Ordinal);

        static string Traceparent(Connecting client) => HeaderList.Single(client.Connection.Request.Headers, "traceparent").IfNone("");
    }

    [Fact]
    public async Task Cookies_of_each_hop_are_kept_and_sent_where_they_belong()
    {
        await using var serving = Serving.Echo(
            new WebSocketServerOptions
            {
                Accept = context =>
                    new(context.Request.Path == "/in"
                        ? Acceptance.Plain
                        : new Rejection(
                            303,
                            Seq.create<Header>(new[] { new Header("Location", "/in"), new Header("Set-Cookie", "ticket=7") }),
                            ByteString.Empty
                        )),
            }
        );
        var cookies = new CookieContainer();
        cookies.Add(new Cookie("other", "1", "/", "example.com"));
        await using var client = await Connecting.To(serving.Uri, Following with { Cookies = cookies });
        Assert.Equal("ticket=7", HeaderList.Single(client.Connection.Request.Headers, "Cookie").IfNone(""));
    }

    /// <summary>A TLS server that requests a client certificate, accepts any or none, and records it.</summary>
    private static SslServerAuthenticationOptions Asking(List<string> shown) => new()
    {
        ServerCertificate = Certificates.Own,
        ClientCertificateRequired = true,
        AllowTlsResume = false,
        RemoteCertificateValidationCallback = (_, certificate, _, _) =>
        {
            shown.Add(certificate?.Subject ?? "none");
            return true;
        },
    };

    private static string Secrets(UpgradeRequest request) =>
        string.Join(
            '|',
            new[] { "Authorization", "Cookie", "Proxy-Authorization", "X-Api-Key", "Origin" }.Select(name =>
                HeaderList.Single(request.Headers, name).IfNone("")
            )
        );

    private static WebSocketServerOptions To(Func<UpgradeRequest, string?> location, int status = 302) =>
        new()
        {
            Origins = Seq.create("*"),
            Accept = context =>
                new(location(context.Request) is { } there
                    ? new Rejection(status, Seq.create<Header>(new[] { new Header("Location", there) }), ByteString.Empty)
                    : Acceptance.Plain),
        };
}
