using System.Globalization;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Tool;

/// <summary>testeeclient: our own client, tested by a fuzzing server, this one's or the old suite's.</summary>
internal static class TesteeClientMode
{
    public static async Task<int> RunAsync(Uri url, string agent, int parallel, CancellationToken stop)
    {
        var name = Uri.EscapeDataString(agent);
        var options = Talk.Options with { Headers = LanguageExt.Seq.create(new Header("User-Agent", agent)) };
        if (
            await AskAsync("getCaseCount") is not { } text
            || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        )
            throw new WrongUseException($"{url} is no fuzzing server: it does not answer /getCaseCount with a number.");
        Console.WriteLine($"Ok, will run {count} cases");
        Console.WriteLine($"{count} cases as {agent} against {url}");
        var failed = 0;
        await Parallel.ForEachAsync(
            Enumerable.Range(1, count),
            new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = stop },
            async (number, cancelled) =>
            {
                var why = await EchoAsync($"runCase?case={number}&agent={name}", cancelled);
                if (why is null)
                    return;
                Interlocked.Increment(ref failed);
                Console.Error.WriteLine($"case {number} did not run: {why}");
            }
        );
        await AskAsync($"updateReports?agent={name}");
        Console.WriteLine($"{count - failed} of {count} cases ran; the server has the verdicts");
        return failed == 0 ? 0 : 2;

        Uri At(string request) => new(url, "/" + request);

        async Task<string?> AskAsync(string request)
        {
            var connected = await WebSocketClient.ConnectAsync(At(request), options, stop);
            await using var connection = connected.IfLeft(failure => throw new WrongUseException($"{url}: {failure.Message}"));
            return (await connection.ReceiveAsync(stop))?.ToText();
        }

        // The verdict is the server's: however the connection ends, the case ran. None, or why it did not.
        async Task<string?> EchoAsync(string request, CancellationToken cancelled)
        {
            var connected = await WebSocketClient.ConnectAsync(At(request), options, cancelled);
            return await connected.Match(
                Left: failure => Task.FromResult<string?>(failure.Message),
                Right: async connection =>
                {
                    await using var held = connection;
                    try
                    {
                        await Serving.EchoAsync(connection, cancelled);
                    }
                    catch (WebSocketClosedException)
                    {
                        // The tester closed while an echo was under way.
                    }

                    return (string?)null;
                });
        }
    }
}
