using System.Runtime.CompilerServices;
using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>
/// Opens a new connection each time the previous connection has ended. After a failed attempt, the client tries again if
/// <see cref="ReconnectOptions.ShouldRetry"/> returns true. Messages that were sent over a lost connection are not sent again. If these
/// messages are still needed, the application must send them again.
/// </summary>
/// <example>
/// <code>
/// await foreach (var attempt in ReconnectingClient.AttemptsAsync(new Uri("wss://example.com/prices"), cancellationToken: stop))
/// {
///     if (attempt is ConnectAttempt.Failed failed) Console.Error.WriteLine($"{failed.Failure.Message} Attempt {failed.FailureCount}.");
///     if (attempt is not ConnectAttempt.Connected(var connection)) continue;
///     await foreach (var message in connection.ReadAllAsync(stop)) Console.WriteLine(message.ToText());
/// }
/// </code>
/// </example>
public static class ReconnectingClient
{
    /// <summary>
    /// Returns a sequence of attempts to connect. Each attempt is made when the application requests the next element, which is a
    /// connection or a failure. A connection is valid until the next element is requested. The maximum delay between two attempts grows
    /// with each consecutive failure (exponential backoff with full jitter). The sequence ends after a failure for which
    /// <see cref="ReconnectOptions.ShouldRetry"/> returns false. If the application stops the enumeration earlier, the last connection is
    /// disposed.
    /// </summary>
    /// <param name="target">A ws or wss URI (RFC 6455 §3).</param>
    /// <param name="options">The options of each connection. Null means <see cref="WebSocketClientOptions.Default"/>.</param>
    /// <param name="reconnect">The options for the delays. Null means <see cref="ReconnectOptions.Default"/>.</param>
    /// <param name="cancellationToken">
    /// Cancels an attempt to connect, or the delay before the next attempt. The token has no effect on an open connection.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The target or the options are invalid, as described for
    /// <see cref="WebSocketClient.ConnectAsync(Uri, WebSocketClientOptions?, CancellationToken)"/>. The exception is thrown by this call,
    /// not during the enumeration.
    /// </exception>
    /// <exception cref="OperationCanceledException">An attempt to connect, or the delay before an attempt, was cancelled.</exception>
    public static IAsyncEnumerable<ConnectAttempt> AttemptsAsync(
        Uri target,
        WebSocketClientOptions? options = null,
        ReconnectOptions? reconnect = null,
        CancellationToken cancellationToken = default
    )
    {
        options ??= WebSocketClientOptions.Default;
        reconnect ??= ReconnectOptions.Default;
        WebSocketClient.Check(target, options);
        ReconnectOptions.Check(reconnect);
        return Attempts(target, options, reconnect, cancellationToken);
    }

    private static async IAsyncEnumerable<ConnectAttempt> Attempts(
        Uri target,
        WebSocketClientOptions options,
        ReconnectOptions reconnect,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        for (var failures = 0; ;)
        {
            var renewed = reconnect.RenewOptions is { } renew
                ? await renew(options, cancellationToken).ConfigureAwait(false)
                    ?? throw new InvalidOperationException("RenewOptions returned null.")
                : options;
            var outcome = await WebSocketClient.TryConnectAsync(target, renewed, cancellationToken).ConfigureAwait(false);
            failures++;
            TimeSpan delay;
            if (outcome.Case is WebSocketConnection connection)
            {
                var began = reconnect.TimeProvider.GetTimestamp();
                await using (connection.ConfigureAwait(false)) yield return new ConnectAttempt.Connected(connection);
                if (reconnect.TimeProvider.GetElapsedTime(began) >= reconnect.StableAfter) failures = 0;
                delay = reconnect.Delay(failures, Option<TimeSpan>.None);
            }
            else
            {
                var failure = outcome.Match(Left: failure => failure, Right: _ => throw new InvalidOperationException());
                if (!reconnect.ShouldRetry(failure))
                {
                    yield return new ConnectAttempt.Failed(failure, failures, RetryDelay: null);
                    yield break;
                }

                delay = reconnect.Delay(failures, reconnect.Asked(failure));
                yield return new ConnectAttempt.Failed(failure, failures, delay);
            }

            await Task.Delay(delay, reconnect.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }
}
