using System.Net;
using Pure.WebSockets.AspNetCore;

namespace Pure.WebSockets.Host.Tests;

/// <summary>A value that an option does not allow is rejected where it is set, and the exception names the option.</summary>
public sealed class OptionValueTests
{
    public static TheoryData<string, Func<object>> Invalid => new()
    {
        { "MaxUnreadBytes", () => new WebSocketServerOptions { MaxUnreadBytes = 0 } },
        { "MaxUnsentBytes", () => new WebSocketClientOptions { MaxUnsentBytes = 0 } },
        { "MaxUnsentBytes", () => new WebSocketConnectionOptions { MaxUnsentBytes = int.MaxValue } },
        { "Protocol", () => new WebSocketClientOptions { Protocol = null! } },
        { "Logger", () => new WebSocketClientOptions { Logger = null! } },
        { "MaxConnections", () => new WebSocketServerOptions { MaxConnections = 0 } },
        { "MaxHandshakes", () => new WebSocketServerOptions { MaxHandshakes = -1 } },
        { "MaxHeldBytes", () => new WebSocketServerOptions { MaxHeldBytes = 0 } },
        { "MaxHeldBytes", () => new PureWebSocketOptions { MaxHeldBytes = -1 } },
        { "MaxHeldBytes", () => new PureWebSocketEndpointOptions { MaxHeldBytes = 0 } },
        { "Backlog", () => new WebSocketServerOptions { Backlog = 0 } },
        { "Headers", () => new WebSocketClientOptions { Headers = null! } },
        { "Origins", () => new WebSocketServerOptions { Origins = null! } },
        { "MaxRedirects", () => new WebSocketClientOptions { MaxRedirects = -1 } },
        { "HttpVersion", () => new WebSocketClientOptions { HttpVersion = null! } },
        { "FirstDelay", () => new ReconnectOptions { FirstDelay = TimeSpan.FromSeconds(-1) } },
        { "MaxDelay", () => new ReconnectOptions { MaxDelay = TimeSpan.FromDays(21) } },
        { "MaxRetryAfter", () => new ReconnectOptions { MaxRetryAfter = TimeSpan.FromDays(21) } },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public void The_exception_names_the_option(string option, Func<object> set) =>
        Assert.Equal(option, Assert.ThrowsAny<ArgumentException>(set).ParamName);

    [Fact]
    public void Options_that_contradict_each_other_are_named_too()
    {
        var limits = Limits.Default with { MaxMessageBytes = long.MaxValue };
        var large = new WebSocketServerOptions { Protocol = ConnectionOptions.Default with { Limits = limits } };
        var thrown = Assert.Throws<ArgumentOutOfRangeException>(
            () => { WebSocketServer.Start(new IPEndPoint(IPAddress.Loopback, 0), Serving.EchoAll, large); });
        Assert.Contains("Protocol.Limits.MaxMessageBytes", thrown.Message, StringComparison.Ordinal);
        var shrinking = new ReconnectOptions { FirstDelay = TimeSpan.FromSeconds(2), MaxDelay = TimeSpan.FromSeconds(1) };
        thrown = Assert.Throws<ArgumentOutOfRangeException>(
            () => { ReconnectingClient.AttemptsAsync(new Uri("ws://localhost/"), reconnect: shrinking); });
        Assert.Contains("MaxDelay is less than FirstDelay", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_record_of_options_is_sealed_or_abstract() =>
        Assert.DoesNotContain(
            typeof(WebSocketServer).Assembly.GetExportedTypes().Concat(typeof(PureWebSocketOptions).Assembly.GetExportedTypes()),
            type => type.Name.EndsWith("Options", StringComparison.Ordinal) && !type.IsSealed && !type.IsAbstract);
}
