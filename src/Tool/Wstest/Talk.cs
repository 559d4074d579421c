using Pure.WebSockets.Host;

namespace Pure.WebSockets.Tool;

/// <summary>What the client modes share.</summary>
internal static class Talk
{
    /// <summary>How the client modes connect: any certificate will do, as for the tester.</summary>
    public static WebSocketClientOptions Options { get; } = new()
    {
        Protocol = Serving.Protocol,
        Tls = Certificates.TrustingAll,
    };

    /// <summary>Connects and talks, until the talk is over or Ctrl+C ends it.</summary>
    public static async Task<int> AsClientAsync(Uri url, Func<WebSocketConnection, Task> talk, CancellationToken stop)
    {
        var connected = await WebSocketClient.ConnectAsync(url, Options, stop);
        await using var connection = connected.IfLeft(failure => throw new WrongUseException($"{url}: {failure.Message}"));
        Console.WriteLine($"connected to {url}");
        try
        {
            await talk(connection);
        }
        catch (Exception error)
            when (error is WebSocketClosedException || (error is OperationCanceledException && stop.IsCancellationRequested))
        {
            // The server left, or Ctrl+C: how it ended is told below.
        }

        var closure = await connection.CloseAsync(cancellationToken: CancellationToken.None);
        Console.WriteLine($"closed: {closure.Code}{closure.Error.Map(error => $", {error}").IfNone("")}");
        return closure.Clean ? 0 : 1;
    }

    /// <summary>A message as a line: text as it is, octets in hexadecimal digits.</summary>
    public static string Printed(Message message) =>
        message.Kind == MessageKind.Text ? message.ToText() : Convert.ToHexStringLower(message.Data.Span);
}
