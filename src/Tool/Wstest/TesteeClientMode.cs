using System.Globalization;
using Pure.WebSockets.Conformance;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Tool;

/// <summary>
/// The testeeclient mode, which tests this library's client against a fuzzing server, such as the fuzzing server of this tool or of the
/// Autobahn Testsuite.
/// </summary>
internal static class TesteeClientMode
{
    public static async Task<int> RunAsync(Uri url, string agent, int parallel, CancellationToken stop)
    {
        var name = Uri.EscapeDataString(agent);
        var options = WstestClient.Options with { Headers = LanguageExt.Seq.create(new Header("User-Agent", agent)) };
        if (
            await AskAsync("getCaseCount") is not { } text
            || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        )
            throw new UsageException($"{url} is not a fuzzing server, because it does not answer /getCaseCount with a number.");
        Console.WriteLine($"Ok, will run {count} cases");
        Console.WriteLine($"{CountText.Of(count, "case")} as {agent} against {url}");
        var failed = 0;
        await Parallel.ForEachAsync(
            Enumerable.Range(1, count),
            new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = stop },
            async (number, cancelled) =>
            {
                var error = await EchoAsync($"runCase?case={number}&agent={name}", cancelled);
                if (error is null) return;
                Interlocked.Increment(ref failed);
                Console.Error.WriteLine($"case {number} did not run: {error}");
            }
        );
        await AskAsync($"updateReports?agent={name}");
        Console.WriteLine($"{count - failed} of {CountText.Of(count, "case")} ran; the server has the verdicts");
        return failed == 0 ? 0 : 2;

        Uri At(string request) => new(url, "/" + request);

        async Task<string?> AskAsync(string request)
        {
            var connected = await WebSocketClient.TryConnectAsync(At(request), options, stop);
            await using var connection = connected.IfLeft(failure => throw new UsageException($"{url}: {failure.Message}"));
            return (await connection.ReceiveAsync(stop))?.ToText();
        }

        // Returns an error message if the case did not run; otherwise, null. A case has run even if its connection ends with an error,
        // because the server determines the verdict.
        async Task<string?> EchoAsync(string request, CancellationToken cancelled)
        {
            var connected = await WebSocketClient.TryConnectAsync(At(request), options, cancelled);
            return await connected.Match(
                Left: failure => Task.FromResult<string?>(failure.Message),
                Right: async connection =>
                {
                    await using var held = connection;
                    try
                    {
                        await EchoServer.EchoAsync(connection, cancelled);
                    }
                    catch (WebSocketClosedException)
                    {
                        // The tester closed the connection while an echo was in progress.
                    }

                    return (string?)null;
                });
        }
    }
}
