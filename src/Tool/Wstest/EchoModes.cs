using System.Diagnostics;
using LanguageExt;
using Pure.WebSockets.Conformance;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Tool;

/// <summary>
/// The echoserver, testeeserver and echoclient modes. The servers send every message back, and the client prints the echoes.
/// </summary>
internal static class EchoModes
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Runs an echo server until Ctrl+C is pressed.</summary>
    public static async Task<int> ServerAsync(Uri url, Option<string> ident, PemFile? certificate, PemFile? key, CancellationToken stop)
    {
        var name = Seq.create(new Header("Server", ident.IfNone(Product.Token)));
        var options = new WebSocketServerOptions
        {
            Protocol = EchoServer.Protocol,
            Origins = EchoServer.AnyOrigin,
            Accept = _ => new(Acceptance.Plain with { Headers = name }),
            OnError = context => Console.Error.WriteLine($"purews: {context.Exception.Message}"),
        };
        await using var server = WstestServer.Start(url, options, EchoServer.EchoAsync, certificate, key);
        Console.WriteLine($"echo server at {url.Scheme}://{server.LocalEndPoint}/ until Ctrl+C");
        await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }

    /// <summary>
    /// Sends a text message every two seconds and prints the echo, until Ctrl+C is pressed or the server closes the connection.
    /// </summary>
    public static Task<int> ClientAsync(Uri url, CancellationToken stop) => WstestClient.RunAsync(url, async connection =>
    {
        var clock = new Stopwatch();
        for (var number = 1; !stop.IsCancellationRequested; number++)
        {
            clock.Restart();
            await connection.SendTextAsync($"hello {number}", stop);
            if (await connection.ReceiveAsync(stop) is not { } echo) return;
            Console.WriteLine($"received: {WstestClient.Format(echo)} ({clock.Elapsed.TotalMilliseconds:0.0} ms)");
            await Task.Delay(Interval, stop);
        }
    }, stop);
}
