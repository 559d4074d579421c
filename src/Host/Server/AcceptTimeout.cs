using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>Limits how long an asynchronous answer to an upgrade request may take.</summary>
internal static class AcceptTimeout
{
    private const int ServiceUnavailable = 503;

    /// <summary>
    /// Waits for the application's answer, for at most <see cref="ConnectionOptions.OpeningHandshakeTimeout"/>. After that time it reports
    /// a <see cref="TimeoutException"/> and returns a rejection with 503.
    /// </summary>
    /// <param name="accept">Asks the application. Its token is cancelled when the time is over or the connection has ended.</param>
    /// <param name="options">The options with the time.</param>
    /// <param name="ended">Completes when the connection ends, which ends the waiting.</param>
    /// <param name="report">Reports an exception that does not reach the caller.</param>
    /// <exception cref="OperationCanceledException">The connection ended before the answer.</exception>
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
            // Callbacks that the application registered with the token have thrown.
            report(exception);
        }

        if (first == ended) throw new OperationCanceledException("The connection ended before AcceptAsync had answered.");
        report(new TimeoutException($"AcceptAsync did not answer within {limit.TotalSeconds:0.###} s."));
        return new Rejection(ServiceUnavailable, Seq<Header>.Empty, ByteString.Empty);
    }

    // An exception after the timeout changes no response. It is still reported.
    private static async Task ReportLateAsync(Task answering, Action<Exception> report)
    {
        try
        {
            await answering.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The application observed the cancellation of its token.
        }
        catch (Exception exception)
        {
            report(exception);
        }
    }
}
