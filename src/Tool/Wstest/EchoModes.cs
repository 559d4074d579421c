using System.Diagnostics;
using LanguageExt;
using Pure.WebSockets.Conformance;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Tool;

/// <summary>echoserver and testeeserver, which send back what they get, and echoclient, which looks at what comes back.</summary>
internal static class EchoModes
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>An echo until Ctrl+C.</summary>
    public static async Task<int> ServerAsync(Uri url, Option<string> ident, string? certificate, string? key, CancellationToken stop)
    {
        var name = Seq.create(new Header("Server", ident.IfNone(Product.Token)));
        var options = new WebSocketServerOptions
        {
            Protocol = Serving.Protocol,
            Origins = Serving.EveryPage,
            Accept = _ => Acceptance.Plain with { Headers = name },
            OnError = error => Console.Error.WriteLine($"purews: {error.Message}"),
        };
        await using var server = Place.Start(url, options, Serving.EchoAsync, certificate, key);
        Console.WriteLine($"an echo at {url.Scheme}://{server.EndPoint}/ until Ctrl+C");
        await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }

    /// <summary>Sends a text every two seconds and prints what comes back, until Ctrl+C or until the server leaves.</summary>
    public static Task<int> ClientAsync(Uri url, CancellationToken stop) => Talk.AsClientAsync(url, async connection =>
    {
        var clock = new Stopwatch();
        for (var number = 1; !stop.IsCancellationRequested; number++)
        {
            clock.Restart();
            await connection.SendTextAsync($"hello {number}", stop);
            if (await connection.ReceiveAsync(stop) is not { } echo) return;
            Console.WriteLine($"received: {Talk.Printed(echo)} ({clock.Elapsed.TotalMilliseconds:0.0} ms)");
            await Task.Delay(Pause, stop);
        }
    }, stop);
}
