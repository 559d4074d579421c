using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>Answers the upgrade request on a server and starts the application.</summary>
internal static class RequestAnswer
{
    /// <summary>
    /// Asks the host for the answer to the upgrade request and applies this answer. If the host answers synchronously, the returned task is
    /// already complete.
    /// </summary>
    public static Task ApplyAsync(WebSocketConnection connection)
    {
        if (connection.State.Phase is not Phase.AwaitingAnswer(var request)) return Task.CompletedTask;
        connection.Request = request;
        if (ConnectionMetrics.StartActivity(request, connection.Transport) is { } activity)
            lock (connection.Gate) connection.Metrics.Trace(activity, connection.Lifetime.Closure);
        var answering = connection.Host.AnswerAsync(connection, request);
        if (!answering.IsCompleted)
        {
            // The answer can take a long time, so the read buffer is returned to the pool before the wait.
            connection.Receiver.Input.Shrink(connection.Buffers);
            return ApplyLaterAsync(connection, request, answering);
        }

        Apply(connection, request, answering.Result);
        return Task.CompletedTask;
    }

    private static async Task ApplyLaterAsync(
        WebSocketConnection connection, UpgradeRequest request, ValueTask<Either<Rejection, Acceptance>> answering) =>
        Apply(connection, request, await answering.ConfigureAwait(false));

    private static void Apply(WebSocketConnection connection, UpgradeRequest request, Either<Rejection, Acceptance> answer)
    {
        InvalidOperationException? misuse = null;
        bool isOpen;
        lock (connection.Gate)
        {
            var state = connection.Current;
            var progress = answer.Match(
                Right: acceptance => Kernel.Accept(state, acceptance),
                Left: rejection => Kernel.Reject(state, rejection)
            );
            if (progress.Misuse is { } refusal && state.Phase is Phase.AwaitingAnswer)
            {
                misuse = new WebSocketMisuseException(refusal);
                progress = Kernel.Reject(state, Rejection.WithStatus(500));
            }

            connection.Apply(progress);
            isOpen = connection.Current.Phase is Phase.Open;
        }

        if (misuse is not null) connection.Host.Report(misuse, connection);
        connection.Sender.Writer.Flush(connection);
        if (!isOpen) return;
        connection.Handshake.Compact(request);

        // The application starts after the answer has been written. Otherwise, the client would have to wait for the answer while the
        // application starts.
        connection.Receiver.RunOnLoop(connection);
    }
}
