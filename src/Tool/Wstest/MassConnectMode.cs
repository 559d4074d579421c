using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Pure.WebSockets.Conformance;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Tool;

/// <summary>
/// The massconnect mode, which opens many connections in batches. The connections to a server stay open until every connection has been
/// established or has failed. Then all connections to the server are closed.
/// </summary>
internal static class MassConnectMode
{
    // The maximum number of attempts for each connection. Without this limit, a run against an unreachable server would never end.
    private const int MaxAttempts = 50;

    public static async Task<int> RunAsync(MassConnectSpec spec, CancellationToken stop)
    {
        var isComplete = true;
        foreach (var server in spec.Servers) isComplete &= await ConnectAsync(spec, server, stop);
        return isComplete ? 0 : 1;
    }

    private static async Task<bool> ConnectAsync(MassConnectSpec spec, MassConnectSpec.Server server, CancellationToken stop)
    {
        var held = new ConcurrentBag<WebSocketConnection>();
        var (retries, lost) = (0, 0);
        string? lastFailure = null;
        var clock = Stopwatch.StartNew();
        Console.WriteLine($"{CountText.Of(spec.Connections, "connection")} to {server.Name} at {server.Url}, {spec.BatchSize} at once");
        try
        {
            var batches = new List<Task>();
            for (var begun = 0; begun < spec.Connections; begun += spec.BatchSize)
            {
                if (begun > 0) await Task.Delay(spec.BatchDelay, stop);
                batches.AddRange(Enumerable.Range(0, Math.Min(spec.BatchSize, spec.Connections - begun)).Select(_ => ConnectOneAsync()));
            }

            await Task.WhenAll(batches);
        }
        finally
        {
            lost = held.Count(connection => connection.Closed.IsCompleted);
            await Task.WhenAll(held.Select(connection => connection.DisposeAsync().AsTask()));
        }

        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"connected {held.Count} of {CountText.Of(spec.Connections, "client")} to {server.Name} at {server.Url} in "
                    + $"{clock.Elapsed.TotalSeconds:0.000} s (retries {retries}, lost {lost})"
            )
        );
        if (lastFailure is not null)
            Console.WriteLine($"the last failure: {lastFailure}");
        return held.Count == spec.Connections && lost == 0;

        async Task ConnectOneAsync()
        {
            for (var attempt = 1; attempt <= MaxAttempts; attempt++)
            {
                var connected = await WebSocketClient.TryConnectAsync(server.Url, WstestClient.Options, stop);
                if (connected.Match(Right: connection => Hold(connection), Left: failure => RecordFailure(failure))) return;
                await Task.Delay(spec.RetryDelay, stop);
            }
        }

        bool Hold(WebSocketConnection connection)
        {
            held.Add(connection);
            if (held.Count % spec.BatchSize == 0) Console.Write('.');
            if (held.Count == spec.Connections) Console.WriteLine();
            return true;
        }

        bool RecordFailure(ConnectFailure failure)
        {
            Interlocked.Increment(ref retries);
            lastFailure = failure.Message;
            return false;
        }
    }
}
