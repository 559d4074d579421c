using System.Net;

namespace Pure.WebSockets.Host.Tests;

/// <summary>Proxies from URIs and environment variables.</summary>
public sealed class ProxyEnvironmentTests
{
    [Theory]
    [InlineData("http://proxy.example:3128", "http://proxy.example:3128", null, null)]
    [InlineData("http://proxy.example", "http://proxy.example:80", null, null)]
    [InlineData("https://proxy.example", "https://proxy.example:443", null, null)]
    [InlineData("http://us%40er:pa%3Ass@proxy.example:1", "http://proxy.example:1", "us@er", "pa:ss")]
    [InlineData("socks5://user:word@[2001:db8::1]:99", "socks5://[2001:db8::1]:99", "user", "word")]
    [InlineData("socks5h://proxy.example", "socks5://proxy.example:1080", null, null)]
    public void A_URI_names_a_proxy_and_who_asks(string uri, string proxy, string? user, string? password)
    {
        var named = ClientProxy.FromUri(new Uri(uri));
        Assert.Equal((proxy, user, password), ($"{named}", named.Credentials?.UserName, named.Credentials?.Password));
    }

    [Fact]
    public void A_URI_of_another_kind_is_misuse() =>
        Assert.Contains(
            "socks4",
            Assert.Throws<ArgumentException>(() => ClientProxy.FromUri(new Uri("socks4://proxy.example:1"))).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("wss://example.com/", "https_proxy=http://a:1;http_proxy=http://b:2;all_proxy=http://c:3", "http://a:1")]
    [InlineData("ws://example.com/", "https_proxy=http://a:1;http_proxy=http://b:2;all_proxy=http://c:3", "http://b:2")]
    [InlineData("ws://example.com/", "https_proxy=http://a:1;ALL_PROXY=socks5://c:3", "socks5://c:3")]
    [InlineData("wss://example.com/", "HTTPS_PROXY=a:1", "http://a:1")]
    [InlineData("wss://example.com/", "https_proxy=;HTTPS_PROXY=a:1", "http://a:1")]
    [InlineData("ws://example.com/", "HTTP_PROXY=a:1", "http://a:1")]
    [InlineData("ws://example.com/", "HTTP_PROXY=a:1;GATEWAY_INTERFACE=CGI/1.1", null)]
    [InlineData("ws://example.com/", "http_proxy=a:1;GATEWAY_INTERFACE=CGI/1.1", "http://a:1")]
    [InlineData("ws://example.com/", "", null)]
    [InlineData("ws://example.com/", "http_proxy=a:1;no_proxy=*", null)]
    [InlineData("ws://example.com/", "http_proxy=a:1;NO_PROXY=elsewhere.com, example.com", null)]
    [InlineData("ws://chat.example.com/", "http_proxy=a:1;no_proxy=example.com", null)]
    [InlineData("ws://chat.example.com/", "http_proxy=a:1;no_proxy=.example.com", null)]
    [InlineData("ws://chat.example.com/", "http_proxy=a:1;no_proxy=*.EXAMPLE.com", null)]
    [InlineData("ws://notexample.com/", "http_proxy=a:1;no_proxy=example.com", "http://a:1")]
    [InlineData("ws://example.com:81/", "http_proxy=a:1;no_proxy=example.com:80", "http://a:1")]
    [InlineData("ws://example.com:81/", "http_proxy=a:1;no_proxy=example.com:81", null)]
    [InlineData("ws://10.1.2.3/", "http_proxy=a:1;no_proxy=10.0.0.0/8", null)]
    [InlineData("ws://11.1.2.3/", "http_proxy=a:1;no_proxy=10.0.0.0/8", "http://a:1")]
    [InlineData("ws://127.0.0.1/", "http_proxy=a:1;no_proxy=127.0.0.1", null)]
    [InlineData("ws://[2001:db8::1]:99/", "http_proxy=a:1;no_proxy=2001:db8::1", null)]
    [InlineData("ws://[2001:db8::1]:99/", "http_proxy=a:1;no_proxy=[2001:db8::1]:99", null)]
    [InlineData("ws://[2001:db8::1]:99/", "http_proxy=a:1;no_proxy=[2001:db8::1]:98", "http://a:1")]
    [InlineData("ws://[2001:db8::1]/", "http_proxy=a:1;no_proxy=2001:db8::/32", null)]
    [InlineData("ws://[::ffff:10.1.2.3]/", "http_proxy=a:1;no_proxy=10.0.0.0/8", null)]
    [InlineData("ws://[::ffff:127.0.0.1]/", "http_proxy=a:1;no_proxy=127.0.0.1", null)]
    [InlineData("ws://127.0.0.1/", "http_proxy=a:1;no_proxy=::ffff:127.0.0.1", null)]
    [InlineData("ws://127.0.0.1/", "http_proxy=a:1;no_proxy=::ffff:127.0.0.0/104", null)]
    [InlineData("ws://[::ffff:11.1.2.3]/", "http_proxy=a:1;no_proxy=10.0.0.0/8", "http://a:1")]
    public void The_environment_names_the_proxy_of_a_target_or_spares_it(string target, string environment, string? proxy)
    {
        var variables = environment
            .Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        Assert.Equal(proxy, ProxyEnvironment.Find(new Uri(target), name => variables.GetValueOrDefault(name))?.ToString());
    }

    [Theory]
    [InlineData("socks4://user:secret@a:1")]
    [InlineData("http://user:secret@")]
    public void A_variable_that_names_no_proxy_is_told_by_its_name_and_without_its_value(string value)
    {
        var misuse = Assert.Throws<ArgumentException>(() =>
            ProxyEnvironment.Find(new Uri("wss://example.com/"), name => name == "all_proxy" ? value : null)
        );
        Assert.Contains("all_proxy", misuse.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", misuse.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_proxy_is_told_without_its_credentials()
    {
        var proxy = new ClientProxy.Http("proxy.example", 80) { Credentials = new NetworkCredential("user", "secret") };
        Assert.DoesNotContain(
            "secret",
            $"{proxy} {new ConnectFailure.ProxyFailed(proxy, ProxyFault.Answer, "no")}",
            StringComparison.Ordinal
        );
    }
}
