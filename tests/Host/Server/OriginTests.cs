using Microsoft.Extensions.Logging;

namespace Pure.WebSockets.Host.Tests;

/// <summary>Which pages may connect to a socket server (RFC 6455 §10.2). Requests of the raw peer ask the host "example".</summary>
public sealed class OriginTests
{
    [Theory]
    [InlineData("", "101")]
    [InlineData("Origin: http://example\r\n", "101")]
    [InlineData("Origin: https://EXAMPLE\r\n", "101")]
    [InlineData("Origin: https://example:443\r\n", "101")]
    [InlineData("Origin: https://example:8443\r\n", "403")]
    [InlineData("Origin: https://evil.example\r\n", "403")]
    [InlineData("Origin: null\r\n", "403")]
    [InlineData("Origin: http://example\r\nOrigin: http://example\r\n", "400")]
    public async Task By_default_pages_of_the_same_host_may_connect_and_no_others(string field, string status) =>
        await IsAnswered(WebSocketServerOptions.Default, field, status);

    [Theory]
    [InlineData("Origin: https://evil.example\r\n", "101")]
    [InlineData("Origin: null\r\n", "101")]
    [InlineData("Origin: http://example\r\nOrigin: http://example\r\n", "400")]
    public async Task A_star_lets_all_pages_in_but_none_that_names_two_origins(string field, string status) =>
        await IsAnswered(WebSocketServerOptions.Default with { Origins = LanguageExt.Seq.create("*") }, field, status);

    [Theory]
    [InlineData("Origin: https://named.example\r\n", "101")]
    [InlineData("Origin: http://example\r\n", "403")]
    public async Task Origins_that_are_named_are_all(string field, string status) =>
        await IsAnswered(WebSocketServerOptions.Default with { Origins = LanguageExt.Seq.create("https://named.example") }, field, status);

    [Fact]
    public async Task The_response_and_the_log_name_the_option()
    {
        var log = new LevelledLines();
        await using var serving = Serving.Echo(WebSocketServerOptions.Default with { Logger = log });
        using var peer = await RawPeer.ConnectAsync(serving.EndPoint);
        await peer.SendAsync(RawPeer.Request("Origin: https://evil.example\r\n"));
        await peer.ReadHeadAsync();
        const string Why =
            "origin https://evil.example does not match the requested host example. List it in the option Origins, or set Origins to "
                + "\"*\" to allow all origins (RFC 6455 §10.2)";
        Assert.Equal(Why + "\n", await peer.ReadRestAsync());
        Assert.Equal((LogLevel.Information, $"An upgrade of /chat is rejected with 403: {Why}"), await log.LineWith("Origins"));
    }

    [Fact]
    public async Task The_host_of_a_target_in_absolute_form_is_the_one_that_was_asked()
    {
        await using var serving = Serving.With((connection, stop) => connection.SendTextAsync(connection.Request.Target, stop).AsTask());
        using var peer = await RawPeer.ConnectAsync(serving.EndPoint);
        await peer.SendAsync(
            System.Text.Encoding.ASCII.GetBytes(
                System
                    .Text.Encoding.ASCII.GetString(RawPeer.Request("Origin: http://other\r\n"))
                    .Replace("GET /chat", "GET http://other/admin?a", StringComparison.Ordinal)
            )
        );
        Assert.StartsWith("HTTP/1.1 101 ", await peer.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.Equal("/admin?a", await peer.ReadTextAsync());
    }

    private static async Task IsAnswered(WebSocketServerOptions options, string field, string status)
    {
        await using var serving = Serving.Echo(options);
        using var peer = await RawPeer.ConnectAsync(serving.EndPoint);
        await peer.SendAsync(RawPeer.Request(field));
        Assert.StartsWith($"HTTP/1.1 {status} ", await peer.ReadHeadAsync(), StringComparison.Ordinal);
    }
}
