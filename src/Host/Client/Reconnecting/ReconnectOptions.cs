using System.Globalization;
using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>When a client that lost its connection, or got none, tries again.</summary>
public sealed record ReconnectOptions
{
    private const int RequestTimeout = 408;
    private const int TooManyRequests = 429;

    // Beyond them the shortest delay has reached the longest; no power of two is infinite, which times no delay would be no number.
    private const int MostDoublings = 100;

    // Two of these together are no more than the framework's timers count.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(20);

    /// <summary>The defaults.</summary>
    public static ReconnectOptions Default { get; } = new();

    /// <summary>
    /// The most that is waited before the first attempt that follows an end; each further one doubles it. What is waited is any part of
    /// it, so that clients that lost one server do not come back as one. 1 s.
    /// </summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Where the doubling ends. At most 20 days. 60 s.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The most that is waited because a server or a proxy asks for it with Retry-After; a random delay comes on top. Whoever asks for
    /// more is tried again after this time. Zero: what they ask for is not waited. At most 20 days. 1 h.
    /// </summary>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// A connection that was used for so long has lasted: behind it the delays begin anew. One that ends sooner counts as a failed
    /// attempt. 30 s.
    /// </summary>
    public TimeSpan LastedAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether another attempt could mend the failure. By default <see cref="CanMend"/>.</summary>
    public Func<ConnectFailure, bool> Retry { get; init; } = CanMend;

    /// <summary>The clock, and what waits by it. The system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where the part of the delay that is waited comes from. Shared by all.</summary>
    public Random Random { get; init; } = Random.Shared;

    /// <summary>
    /// Whether another attempt could mend that failure: a server that is not there, takes too long, answers nonsense or refuses with 408,
    /// 429 or 5xx may do better; one that refuses in another way, sends elsewhere, or fails in TLS does not. So it is with proxies.
    /// </summary>
    public static bool CanMend(ConnectFailure failure) =>
        failure switch
        {
            ConnectFailure.Unreachable or ConnectFailure.TimedOut or ConnectFailure.BadResponse => true,
            ConnectFailure.Refused(var response) => IsTemporary(response),
            ConnectFailure.ProxyRefused(_, var response) => IsTemporary(response),
            ConnectFailure.ProxyFailed(_, var fault, _) => fault is ProxyFault.Unreachable or ProxyFault.Answer,
            ConnectFailure.SocksRefused(_, var reply) => reply
                is not (SocksReply.NotAllowed or SocksReply.CommandNotSupported or SocksReply.AddressTypeNotSupported),
            _ => false,
        };

    /// <summary>What is waited after so many failures in a row, the last of which may have said for how long.</summary>
    internal TimeSpan Delay(int failures, Option<TimeSpan> asked)
    {
        var most = Math.Min(
            MaxDelay.TotalMilliseconds,
            FirstDelay.TotalMilliseconds * Math.Pow(2, Math.Clamp(failures - 1, 0, MostDoublings))
        );
        return asked.IfNone(TimeSpan.Zero) + TimeSpan.FromMilliseconds(most * Random.NextDouble());
    }

    /// <summary>
    /// The time that the server asked the client to stay away (RFC 9110 §10.2.3), in seconds or until a date, as far as it is waited.
    /// </summary>
    internal Option<TimeSpan> Asked(ConnectFailure failure)
    {
        var response = failure switch
        {
            ConnectFailure.Refused(var refused) => refused,
            ConnectFailure.ProxyRefused(_, var refused) => refused,
            _ => null,
        };
        if (response is null || HeaderList.Single(response.Head.Headers, "Retry-After").Case is not string after)
            return Option<TimeSpan>.None;

        // The grammar bounds no number of seconds: what no integer holds is more than any bound.
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

    /// <summary>Refuses, by name, what makes no sense.</summary>
    internal static void Check(ReconnectOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.FirstDelay, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxDelay, options.FirstDelay, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxDelay, Longest, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxRetryAfter, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxRetryAfter, Longest, nameof(options));
    }

    private static bool IsTemporary(RefusedResponse response) => response.Head.Status is RequestTimeout or TooManyRequests or >= 500;
}
