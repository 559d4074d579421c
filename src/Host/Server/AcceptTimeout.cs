using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>Limits the time in which the application must answer an upgrade request.</summary>
internal static class AcceptTimeout
{
    private const int ServiceUnavailable = 503;

    /// <summary>
    /// Waits up to <see cref="ConnectionOptions.OpeningHandshakeTimeout"/> for the application's answer. If the application does not answer
    /// within this time, the method reports a <see cref="TimeoutException"/> and returns a rejection with status 503.
    /// </summary>
    /// <param name="accept">
    /// The application's function. Its token is cancelled when the time limit has elapsed or the connection has ended.
    /// </param>
    /// <param name="options">The options that contain the time limit.</param>
    /// <param name="ended">A task that completes when the connection ends. The wait ends when this task completes.</param>
    /// <param name="report">The function that is called with each exception that this method reports instead of throwing.</param>
    /// <exception cref="OperationCanceledException">The connection ended before the application answered.</exception>
    public static ValueTask<Either<Rejection, Acceptance>> AskAsync(
        Func<CancellationToken, ValueTask<Either<Rejection, Acceptance>>> accept,
        ConnectionHostOptions options,
        Task ended,
        Action<Exception> report
    )
    {
        var cancellation = new CancellationTokenSource();
        ValueTask<Either<Rejection, Acceptance>> answering;
        try
        {
            answering = accept(cancellation.Token);
        }
        catch (Exception)
        {
            cancellation.Dispose();
            throw;
        }

        if (!answering.IsCompleted) return WaitAsync(answering.AsTask(), cancellation, options, ended, report);
        cancellation.Dispose();
        return answering;
    }

    private static async ValueTask<Either<Rejection, Acceptance>> WaitAsync(
        Task<Either<Rejection, Acceptance>> answering,
        CancellationTokenSource cancellation,
        ConnectionHostOptions options,
        Task ended,
        Action<Exception> report
    )
    {
        using var disposed = cancellation;
        using var answered = new CancellationTokenSource();
        var limit = options.Protocol.OpeningHandshakeTimeout;
        var elapsing = Task.Delay(
            limit > TimeSpan.Zero ? Timeouts.Clamp(limit) : Timeout.InfiniteTimeSpan, options.Clock, answered.Token);
        var first = await Task.WhenAny(answering, ended, elapsing).ConfigureAwait(false);
        await answered.CancelAsync().ConfigureAwait(false);
        if (first == answering) return await answering.ConfigureAwait(false);
        _ = ReportLateAsync(answering, report);
        try
        {
            await cancellation.CancelAsync().ConfigureAwait(false);
        }
        catch (AggregateException exception)
        {
            // The application registered a callback with the token, and the callback threw this exception.
            report(exception);
        }

        if (first == ended) throw new OperationCanceledException("The connection ended before Accept returned an answer.");
        report(new TimeoutException($"Accept did not return an answer within {limit.TotalSeconds:0.###} s."));
        return new Rejection(ServiceUnavailable, Seq<Header>.Empty, ByteString.Empty);
    }

    // If the application throws an exception after the wait has ended, the exception is reported but does not change the response.
    private static async Task ReportLateAsync(Task answering, Action<Exception> report)
    {
        try
        {
            await answering.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The application stopped because its token was cancelled.
        }
        catch (Exception exception)
        {
            report(exception);
        }
    }
}
