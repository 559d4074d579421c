using LanguageExt;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.AspNetCore;

/// <summary>An endpoint that calls the application function for each connection.</summary>
internal sealed partial class WebSocketEndpoint(
    Func<HttpContext, WebSocketConnection, CancellationToken, Task> application,
    PureWebSocketEndpointOptions options
)
{
    // All connections of the endpoint share this memory limit.
    private readonly HeldBytes? held = HeldBytes.Of(options.MaxHeldBytes);

    private readonly EndpointShutdown shutdown = new(exception => options.Report(exception, connection: null, byDefault: true));

    public async Task ServeAsync(HttpContext context)
    {
        var logger = context.RequestServices.GetRequiredService<ILogger<WebSocketEndpoint>>();
        var answer = await AnswerAsync(context, logger);
        if (answer.Case is not (UpgradeRequest request, ValueTuple<ResponseHead, Agreement> response))
        {
            await OpeningHandshake.RejectAsync(context, answer.LeftToList()[0]);
            return;
        }

        var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        shutdown.Follow(stopping);
        var connection = await OpeningHandshake.OpenAsync(context, request, response, options, held, shutdown.Stopping);
        shutdown.Add(connection);
        try
        {
            await OpeningHandshake.EndAsync(connection, await RunAsync(context, connection, logger, stopping));
        }
        finally
        {
            shutdown.Remove(connection);
        }
    }

    /// <summary>Runs the application and returns the status code with which to close the connection.</summary>
    private async Task<int> RunAsync(HttpContext context, WebSocketConnection connection, ILogger logger, CancellationToken stopping)
    {
        try
        {
            await application(context, connection, shutdown.Stopped);
            return CloseCode.NormalClosure;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return CloseCode.GoingAway;
        }
        catch (WebSocketClosedException exception) when (ReferenceEquals(exception.Connection, connection))
        {
            // The application used the connection after the connection had started to close. This exception is not an error of the
            // application.
            return CloseCode.NormalClosure;
        }
        catch (Exception exception)
        {
            ApplicationFailed(logger, exception, context.Request.Path);
            options.Report(exception, connection, byDefault: false);
            return CloseCode.InternalError;
        }
    }

    private async ValueTask<Either<Rejection, (UpgradeRequest, (ResponseHead, Agreement))>> AnswerAsync(HttpContext context, ILogger logger)
    {
        var asked = Check(context, logger);
        if (asked.Case is not UpgradeRequest request) return asked.Map(static _ => default((UpgradeRequest, (ResponseHead, Agreement))));
        var answer = await AskAsync(context, request, logger);
        return answer
            .Bind(acceptance =>
                ServerHandshake
                    .Accept(request, acceptance, options.Protocol.Compression)
                    .MapLeft(refusal => Failed(new WebSocketMisuseException(refusal), context, logger))
            )
            .Map(response => (request, response));
    }

    private Either<Rejection, UpgradeRequest> Check(HttpContext context, ILogger logger) =>
        OpeningHandshake
            .Check(context)
            .Bind(request =>
                OriginPolicy
                    .Check(request, options.Origins)
                    .Match<Either<HandshakeError, UpgradeRequest>>(Some: error => error, None: () => request)
            )
            .MapLeft(error => Refused(error, context, logger));

    private async ValueTask<Either<Rejection, Acceptance>> AskAsync(HttpContext context, UpgradeRequest request, ILogger logger)
    {
        try
        {
            var answer = options.Accept is { } accept ? await AskAsync(accept, context, request, logger) : Acceptance.Plain;
            answer = answer.Complete(request, options.Subprotocols);
            answer.IfLeft(rejection => UpgradeRejected(logger, request.Path, rejection.Status));
            return answer;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has disconnected, so the client does not receive this response.
            return Rejection.WithStatus(StatusCodes.Status500InternalServerError);
        }
        catch (Exception exception)
        {
            return Failed(exception, context, logger);
        }
    }

    private async ValueTask<Either<Rejection, Acceptance>> AskAsync(
        Func<EndpointAcceptContext, ValueTask<Either<Rejection, Acceptance>>> accept,
        HttpContext context,
        UpgradeRequest request,
        ILogger logger
    )
    {
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = context
            .RequestAborted.UnsafeRegister(static ended => ((TaskCompletionSource)ended!).TrySetResult(), aborted)
            .ConfigureAwait(false);
        return await AcceptTimeout.AskAsync(
            cancellation => accept(
                new EndpointAcceptContext
                {
                    HttpContext = context,
                    Request = request,
                    RemoteEndPoint = OpeningHandshake.Remote(context.Connection),
                    CancellationToken = cancellation,
                }),
            options,
            aborted.Task,
            exception => Report(exception, context, logger));
    }

    private Rejection Failed(Exception exception, HttpContext context, ILogger logger)
    {
        Report(exception, context, logger);
        return Rejection.WithStatus(StatusCodes.Status500InternalServerError);
    }

    private void Report(Exception exception, HttpContext context, ILogger logger)
    {
        AcceptFailed(logger, exception);
        var remote = OpeningHandshake.Remote(context.Connection);
        options.Report(new ErrorContext { Exception = exception, RemoteEndPoint = remote }, byDefault: false);
    }

    private static Rejection Refused(HandshakeError error, HttpContext context, ILogger logger)
    {
        UpgradeRefused(logger, context.Request.Path, error.Status, error.Seen, error.Rule);
        return Rejection.From(error);
    }

    [LoggerMessage(1, LogLevel.Error, "The application of {Path} threw an exception. Its connection is closed with 1011.")]
    private static partial void ApplicationFailed(ILogger logger, Exception exception, string path);

    [LoggerMessage(2, LogLevel.Error, "The accept hook failed. The client receives 500, or 503 after a timeout.")]
    private static partial void AcceptFailed(ILogger logger, Exception exception);

    [LoggerMessage(3, LogLevel.Information, "An upgrade of {Path} is rejected with {Status}: {Seen} ({Rule}).")]
    private static partial void UpgradeRefused(ILogger logger, string path, int status, string seen, string rule);

    [LoggerMessage(4, LogLevel.Information, "An upgrade of {Path} is rejected by the application with {Status}.")]
    private static partial void UpgradeRejected(ILogger logger, string path, int status);
}
