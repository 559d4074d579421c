using System.Globalization;
using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>These options determine when a client connects again after a lost connection or a failed attempt.</summary>
public sealed record ReconnectOptions
{
    private const int RequestTimeout = 408;
    private const int TooManyRequests = 429;

    // After this many doublings any delay has reached the maximum. The power of two must stay finite: infinity times a delay of zero is not
    // a number.
    private const int MostDoublings = 100;

    // The sum of two of these times is still accepted by .NET's timers.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(20);

    /// <summary>The defaults.</summary>
    public static ReconnectOptions Default { get; } = new();

    /// <summary>
    /// The maximum delay before the first attempt after a connection has ended. It doubles with each further attempt. The actual delay is a
    /// random part of the maximum, so that the clients of one server do not reconnect all at once. 1 s by default.
    /// </summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The upper bound of the doubled delay. At most 20 days. 60 s by default.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The maximum delay that a server or proxy may request with Retry-After; a random delay is added. A longer request is shortened to
    /// this time. If it is zero, Retry-After is ignored. At most 20 days. 1 h by default.
    /// </summary>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// A connection that lasted this long resets the delays. One that ends sooner counts as a failed attempt. 30 s by default.
    /// </summary>
    public TimeSpan StableAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether to try again after a failure. <see cref="CanMend"/> by default.</summary>
    public Func<ConnectFailure, bool> Retry { get; init; } = CanMend;

    /// <summary>The clock for delays. The system clock by default.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The source of the random delays. Shared by all clients by default.</summary>
    public Random Random { get; init; } = Random.Shared;

    /// <summary>
    /// Returns whether another attempt may succeed after the failure. It may succeed if the server is unreachable, is too slow, sends an
    /// invalid response, or answers with 408, 429 or 5xx. It cannot succeed after another status, a redirect, or a TLS failure. The same
    /// holds for proxies.
    /// </summary>
    public static bool CanMend(ConnectFailure failure) =>
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
    /// Returns the delay after a number of consecutive failures. The server may have requested a delay in its last response.
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
    /// Returns the delay that the server requested with Retry-After (RFC 9110 §10.2.3), in seconds or as a date, up to the maximum.
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

        // The grammar does not limit the number of seconds. A number that overflows exceeds any maximum.
        if (after.Length > 0 && after.All(char.IsAsciiDigit))
        {
            var isCounted = long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds);
            return isCounted && seconds < MaxRetryAfter.TotalSeconds ? TimeSpan.FromSeconds(seconds) : MaxRetryAfter;
        }

        if (!DateTimeOffset.TryParseExact(after, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
            return Option<TimeSpan>.None;
        var left = date - Time.GetUtcNow();
        return left <= TimeSpan.Zero ? Option<TimeSpan>.None : left < MaxRetryAfter ? left : MaxRetryAfter;
    }

    /// <summary>Throws if an option is invalid.</summary>
    internal static void Check(ReconnectOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.FirstDelay, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxDelay, options.FirstDelay, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxDelay, Longest, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxRetryAfter, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxRetryAfter, Longest, nameof(options));
    }

    private static bool IsTemporary(RejectedResponse response) => response.Head.Status is RequestTimeout or TooManyRequests or >= 500;
}
