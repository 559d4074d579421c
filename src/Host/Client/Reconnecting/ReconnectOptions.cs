using System.Globalization;
using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>The options that determine whether and when a client reconnects after a lost connection or a failed attempt.</summary>
public sealed record ReconnectOptions
{
    private const int RequestTimeout = 408;
    private const int TooManyRequests = 429;

    // The maximum number of times that the delay is doubled. After 100 doublings, any delay above zero has reached MaxDelay. Without this
    // limit, the power of two could become infinite, and the product of infinity and a delay of zero is NaN.
    private const int MostDoublings = 100;

    // The upper limit of MaxDelay and of MaxRetryAfter. .NET's timers accept the sum of both limits (40 days).
    private static readonly TimeSpan Longest = TimeSpan.FromDays(20);

    /// <summary>The default options.</summary>
    public static ReconnectOptions Default { get; } = new();

    /// <summary>
    /// The maximum delay after a stable connection has ended or after the first failure. The maximum doubles with each further consecutive
    /// failure, up to <see cref="MaxDelay"/>. The actual delay is a random fraction of the maximum, so that the clients of a server do not
    /// all reconnect at the same time. The default is 1 s.
    /// </summary>
    public TimeSpan FirstDelay { get; init => field = OptionValue.InRange(value, TimeSpan.Zero, Longest); } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The value at which the maximum delay stops doubling. This value must be at least <see cref="FirstDelay"/> and at most 20 days. The
    /// default is 60 s.
    /// </summary>
    public TimeSpan MaxDelay { get; init => field = OptionValue.InRange(value, TimeSpan.Zero, Longest); } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The maximum delay that a server or a proxy can request with Retry-After. A longer delay is reduced to this maximum. The client then
    /// adds a random delay. If this option is zero, Retry-After is ignored. The value must be at most 20 days. The default is 1 h.
    /// </summary>
    public TimeSpan MaxRetryAfter { get; init => field = OptionValue.InRange(value, TimeSpan.Zero, Longest); } = TimeSpan.FromHours(1);

    /// <summary>
    /// The minimum duration of a stable connection. When a stable connection ends, the number of consecutive failures is reset. A
    /// connection that ends sooner counts as a failed attempt. The default is 30 s.
    /// </summary>
    public TimeSpan StableAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The function that decides whether to try again after a failure. The default is <see cref="IsTransient"/>.</summary>
    public Func<ConnectFailure, bool> ShouldRetry { get; init => field = OptionValue.NotNull(value); } = IsTransient;

    /// <summary>
    /// The function that is called before each attempt, also the first one, and returns the options of the attempt. Its argument
    /// contains the options with which <see cref="ReconnectingClient.AttemptsAsync"/> was called. Use the function for what is valid for a
    /// limited time, such as a token. By default (null), the options are the same for each attempt. An exception that the function throws
    /// ends the sequence of attempts. If the function returns null, the sequence ends with an <see cref="InvalidOperationException"/>.
    /// </summary>
    /// <example>
    /// <code>
    /// RenewOptions = async (options, cancellationToken) =>
    ///     options with { Authorization = HttpAuthorization.Bearer(await tokens.NewAsync(cancellationToken)) }
    /// </code>
    /// </example>
    public Func<WebSocketClientOptions, CancellationToken, ValueTask<WebSocketClientOptions>>? RenewOptions { get; init; }

    /// <summary>The clock that measures the delays and the duration of each connection. The default is the system clock.</summary>
    public TimeProvider TimeProvider { get; init => field = OptionValue.NotNull(value); } = TimeProvider.System;

    /// <summary>The source of the random delays. By default, all clients share one source.</summary>
    public Random Random { get; init => field = OptionValue.NotNull(value); } = Random.Shared;

    /// <summary>
    /// Returns whether another attempt can succeed after the failure. Another attempt can succeed if the server or the proxy is unreachable
    /// or too slow, sends an invalid response, or answers with status 408, 429 or 5xx. After an error from a SOCKS proxy, another attempt
    /// can succeed unless the error is <see cref="SocksReply.NotAllowed"/>, <see cref="SocksReply.CommandNotSupported"/> or
    /// <see cref="SocksReply.AddressTypeNotSupported"/>. After any other failure, for example a TLS failure, a redirect, or rejected
    /// credentials, the method returns false.
    /// </summary>
    public static bool IsTransient(ConnectFailure failure) =>
        failure switch
        {
            ConnectFailure.Unreachable or ConnectFailure.TimedOut or ConnectFailure.BadResponse => true,
            ConnectFailure.Rejected(var response) => IsTemporary(response),
            ConnectFailure.ProxyRefused(_, var response) => IsTemporary(response),
            ConnectFailure.ProxyFailed(_, var fault, _) => fault is ProxyFault.Unreachable or ProxyFault.Answer,
            ConnectFailure.SocksRefused(_, var reply) => reply
                is not (SocksReply.NotAllowed or SocksReply.CommandNotSupported or SocksReply.AddressTypeNotSupported),
            _ => false,
        };

    /// <summary>
    /// Returns a random delay for the given number of consecutive failures, plus the delay that the last response requested.
    /// </summary>
    internal TimeSpan Delay(int failures, Option<TimeSpan> asked)
    {
        var most = Math.Min(
            MaxDelay.TotalMilliseconds,
            FirstDelay.TotalMilliseconds * Math.Pow(2, Math.Clamp(failures - 1, 0, MostDoublings))
        );
        return asked.IfNone(TimeSpan.Zero) + TimeSpan.FromMilliseconds(most * Random.NextDouble());
    }

    /// <summary>
    /// Returns the delay that the server or the proxy requested with Retry-After, in seconds or as a date (RFC 9110 §10.2.3). A delay that
    /// is longer than <see cref="MaxRetryAfter"/> is reduced to that maximum.
    /// </summary>
    internal Option<TimeSpan> Asked(ConnectFailure failure)
    {
        var response = failure switch
        {
            ConnectFailure.Rejected(var refused) => refused,
            ConnectFailure.ProxyRefused(_, var refused) => refused,
            _ => null,
        };
        if (response is null || HeaderList.Single(response.Head.Headers, "Retry-After").Case is not string after)
            return Option<TimeSpan>.None;

        // The grammar of Retry-After does not limit the number of seconds. A number that does not fit into 64 bits exceeds MaxRetryAfter.
        if (after.Length > 0 && after.All(char.IsAsciiDigit))
        {
            var isCounted = long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds);
            return isCounted && seconds < MaxRetryAfter.TotalSeconds ? TimeSpan.FromSeconds(seconds) : MaxRetryAfter;
        }

        if (!DateTimeOffset.TryParseExact(after, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
            return Option<TimeSpan>.None;
        var left = date - TimeProvider.GetUtcNow();
        return left <= TimeSpan.Zero ? Option<TimeSpan>.None : left < MaxRetryAfter ? left : MaxRetryAfter;
    }

    /// <summary>Throws an exception if an option is invalid.</summary>
    internal static void Check(ReconnectOptions options)
    {
        if (options.MaxDelay < options.FirstDelay)
            throw new ArgumentOutOfRangeException(
                nameof(options), options.MaxDelay, $"MaxDelay is less than FirstDelay, which is {options.FirstDelay}.");
    }

    private static bool IsTemporary(RejectedResponse response) => response.Head.Status is RequestTimeout or TooManyRequests or >= 500;
}
