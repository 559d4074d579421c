using System.Net;

namespace Pure.WebSockets.Host.Tests;

/// <summary>The destinations of an application's unhandled exceptions.</summary>
public sealed class UnhandledExceptionTests
{
    private const string Heading =
        "Pure.WebSockets: unhandled exception. It is written to standard error because neither OnError nor Logger is set.";

    [Fact]
    public async Task By_default_an_exception_is_written_to_standard_error_once()
    {
        var written = await WrittenAsync(new WebSocketServerOptions(), async server =>
        {
            using var peer = await RawPeer.OpenAsync(server.LocalEndPoint);
            Assert.Equal(CloseCode.InternalError, (await peer.ReadCloseAsync()).Code);
        });
        Assert.Equal(1, Count(written, "System.InvalidTimeZoneException: of an unhandled-exception test"));
        var first = $"{Heading}{Environment.NewLine}System.InvalidTimeZoneException: of an unhandled-exception test";
        Assert.Contains(first, written, StringComparison.Ordinal);
        Assert.Contains(nameof(FailAsync), written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exception_of_a_hook_is_written_too()
    {
        var options = new WebSocketServerOptions { Accept = _ => throw new InvalidTimeZoneException("of a failing hook") };
        var written = await WrittenAsync(options, async server =>
        {
            using var peer = await RawPeer.ConnectAsync(server.LocalEndPoint);
            await peer.SendAsync(RawPeer.Request());
            Assert.StartsWith("HTTP/1.1 500 ", await peer.ReadHeadAsync(), StringComparison.Ordinal);
        });
        Assert.Equal(1, Count(written, "System.InvalidTimeZoneException: of a failing hook"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task With_a_callback_or_a_logger_nothing_is_written(bool callback)
    {
        var options = callback
            ? new WebSocketServerOptions { OnError = static _ => { } }
            : new WebSocketServerOptions { Logger = new LevelledLines() };
        var written = await WrittenAsync(options, async server =>
        {
            using var peer = await RawPeer.OpenAsync(server.LocalEndPoint);
            Assert.Equal(CloseCode.InternalError, (await peer.ReadCloseAsync()).Code);
        });
        Assert.DoesNotContain("of an unhandled-exception test", written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_TLS_handshake_that_fails_is_not_written()
    {
        var options = new WebSocketServerOptions { Tls = new() { ServerCertificate = Certificates.Own } };
        var written = await WrittenAsync(options, async server =>
        {
            using var peer = await RawPeer.ConnectAsync(server.LocalEndPoint);
            await peer.SendAsync(RawPeer.Request());
            await peer.ReadRestAsync();
        });
        Assert.DoesNotContain("TLS handshake", written, StringComparison.Ordinal);
    }

    private static Task FailAsync(WebSocketConnection connection, CancellationToken stop) =>
        throw new InvalidTimeZoneException("of an unhandled-exception test");

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    /// <summary>Returns what is written to standard error while a server runs. Other tests may write there too.</summary>
    private static async Task<string> WrittenAsync(WebSocketServerOptions options, Func<WebSocketServer, Task> use)
    {
        using var writer = new StringWriter();
        var before = Console.Error;
        Console.SetError(TextWriter.Synchronized(writer));
        try
        {
            var server = WebSocketServer.Start(
                new IPEndPoint(IPAddress.Loopback, 0), FailAsync, options with { Transport = Serving.Transport });
            await using (server) await use(server);
        }
        finally
        {
            Console.SetError(before);
        }

        return writer.ToString();
    }
}
