using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Pure.WebSockets.Conformance;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Tool;

/// <summary>massconnect: opens many connections to a server, in batches, holds them until all are there, and closes them.</summary>
internal static class MassConnectMode
{
    // After as many failures a connection is given up: a server that is not there is no reason to go on for ever.
    private const int MostTries = 50;

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
        Console.WriteLine($"{spec.Connections} connections to {server.Name} at {server.Url}, {spec.BatchSize} at once");
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
                $"connected {held.Count} of {spec.Connections} clients to {server.Name} at {server.Url} in "
                    + $"{clock.Elapsed.TotalSeconds:0.000} s (retries {retries}, lost {lost})"
            )
        );
        if (lastFailure is not null)
            Console.WriteLine($"the last failure: {lastFailure}");
        return held.Count == spec.Connections && lost == 0;

        async Task ConnectOneAsync()
        {
            for (var tries = 1; tries <= MostTries; tries++)
            {
                var connected = await WebSocketClient.ConnectAsync(server.Url, Talk.Options, stop);
                if (connected.Match(Right: connection => Hold(connection), Left: failure => Note(failure))) return;
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

        bool Note(ConnectFailure failure)
        {
            Interlocked.Increment(ref retries);
            lastFailure = failure.Message;
            return false;
        }
    }
}
