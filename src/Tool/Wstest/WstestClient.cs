using Pure.WebSockets.Host;

namespace Pure.WebSockets.Tool;

/// <summary>The code that the client modes share.</summary>
internal static class WstestClient
{
    /// <summary>The connection options that the client modes share. The client accepts any server certificate.</summary>
    public static WebSocketClientOptions Options { get; } = new()
    {
        Protocol = EchoServer.Protocol,
        Tls = Certificates.TrustingAll,
        // In testeeclient mode, this client echoes every message. On a busy machine, an echo can take longer than the default.
        AnswerTimeout = TimeSpan.FromSeconds(5),
    };

    /// <summary>
    /// Connects, runs the conversation until it ends or Ctrl+C is pressed, and then closes the connection. Returns the exit code, which is
    /// 0 if the connection closed cleanly; otherwise, 1.
    /// </summary>
    public static async Task<int> RunAsync(Uri url, Func<WebSocketConnection, Task> conversation, CancellationToken stop)
    {
        var connected = await WebSocketClient.TryConnectAsync(url, Options, stop);
        await using var connection = connected.IfLeft(failure => throw new UsageException($"{url}: {failure.Message}"));
        Console.WriteLine($"connected to {url}");
        try
        {
            await conversation(connection);
        }
        catch (Exception error)
            when (error is WebSocketClosedException || (error is OperationCanceledException && stop.IsCancellationRequested))
        {
            // The server closed the connection, or the user pressed Ctrl+C. The result is printed below.
        }

        var closure = await connection.CloseAsync(cancellationToken: CancellationToken.None);
        Console.WriteLine($"closed: {closure.Code}{closure.Error.Map(error => $", {error}").IfNone("")}");
        return closure.Clean ? 0 : 1;
    }

    /// <summary>Returns the text of a message, or hexadecimal digits for a binary message.</summary>
    public static string Format(BorrowedMessage message) =>
        message.Kind == MessageKind.Text ? message.ToText() : Convert.ToHexStringLower(message.Data.Span);
}
