using LanguageExt;

namespace Pure.WebSockets.Host.Tests;

/// <summary>Real connections in virtual time: hours of waiting take no real time.</summary>
public sealed class ReconnectTests
{
    private readonly VirtualTime time = new();

    [Fact]
    public async Task Each_failure_in_a_row_doubles_what_is_waited_at_most_up_to_a_bound()
    {
        await using var attempts = Attempts(Nowhere(), new Drawn(0.5), maxSeconds: 8);
        var (number, waited) = (0, (TimeSpan?)null);
        foreach (var seconds in new[] { 0.5, 1, 2, 4, 4, 4 })
        {
            var failed = await Next<ConnectAttempt.Failed>(attempts, waited);
            waited = TimeSpan.FromSeconds(seconds);
            Assert.IsType<ConnectFailure.Unreachable>(failed.Failure);
            Assert.Equal((++number, waited), (failed.FailureCount, failed.RetryDelay ?? TimeSpan.Zero));
        }
    }

    [Fact]
    public void Any_part_of_it_may_be_waited_none_and_nearly_all_of_it_too()
    {
        var random = new Random(8305);
        var options = new ReconnectOptions { FirstDelay = TimeSpan.FromSeconds(1), MaxDelay = TimeSpan.FromSeconds(4), Random = random };
        var drawn = Enumerable.Range(0, 1000).Select(_ => options.Delay(9, Option<TimeSpan>.None).TotalSeconds).Order().ToArray();
        Assert.InRange(drawn[0], 0, 0.1);
        Assert.InRange(drawn[500], 1.7, 2.3);
        Assert.InRange(drawn[999], 3.9, 4);
        Assert.InRange(options.Delay(int.MaxValue, Option<TimeSpan>.None).TotalSeconds, 0, 4);
    }

    [Fact]
    public async Task After_a_connection_that_lasted_the_delays_begin_anew_and_one_that_did_not_counts_as_a_failure()
    {
        await using var serving = Serving.Echo();
        await using var attempts = Attempts(serving.Uri, new Drawn(0.5));
        var expected = (TimeSpan?)null;
        foreach (var (lasts, waited) in new[] { (0.0, 0.5), (29.9, 1), (1, 2), (30, 0.5), (0, 0.5), (0, 1) })
        {
            var connection = (await Next<ConnectAttempt.Connected>(attempts, expected)).Connection;
            await connection.SendTextAsync("here");
            Assert.Equal("here", (await connection.ReceiveAsync(Patience.Token))?.ToText());
            time.Advance(TimeSpan.FromSeconds(lasts));
            connection.Abort();
            expected = TimeSpan.FromSeconds(waited);
        }
    }

    [Fact]
    public async Task The_connection_is_disposed_when_the_next_is_asked_for_and_when_the_loop_is_left()
    {
        var closures = System.Threading.Channels.Channel.CreateUnbounded<CloseResult>();
        await using var serving = Serving.With(async connection => closures.Writer.TryWrite(await connection.Closed));
        await using (var attempts = Attempts(serving.Uri, new Drawn(0)))
        {
            await Next<ConnectAttempt.Connected>(attempts, null);
            await Next<ConnectAttempt.Connected>(attempts, TimeSpan.Zero);
            Assert.Equal(CloseCode.NormalClosure, (await closures.Reader.ReadAsync(Patience.Token)).Code);
        }

        Assert.Equal(CloseCode.NormalClosure, (await closures.Reader.ReadAsync(Patience.Token)).Code);
        await serving.BecomesEmpty();
    }

    [Theory]
    [InlineData(503, "120", 120)]
    [InlineData(429, "7", 7)]
    [InlineData(408, "", 0)]
    [InlineData(503, "Thu, 01 Jan 2026 00:01:00 GMT", 60)]
    [InlineData(503, "Wed, 31 Dec 2025 23:59:00 GMT", 0)]
    [InlineData(500, "soon", 0)]
    [InlineData(503, "3600", 3600)]
    [InlineData(503, "3601", 3600)]
    [InlineData(503, "31557600000", 3600)]
    [InlineData(503, "99999999999999999999999999", 3600)]
    [InlineData(503, "Fri, 31 Dec 9999 23:59:59 GMT", 3600)]
    public async Task A_server_that_asks_to_wait_is_waited_for(int status, string after, double seconds)
    {
        var fields = after.Length == 0 ? Seq<Header>.Empty : Seq.create<Header>(new[] { new Header("Retry-After", after) });
        var asked = 0;
        await using var serving = Serving.Echo(
            new WebSocketServerOptions
            {
                Accept = _ => new(
                    Interlocked.Increment(ref asked) == 1 ? new Rejection(status, fields, ByteString.Empty) : Acceptance.Plain),
            }
        );
        await using var attempts = Attempts(serving.Uri, new Drawn(0.25));
        var failed = await Next<ConnectAttempt.Failed>(attempts, null);
        var waited = TimeSpan.FromSeconds(seconds + 0.25);
        Assert.Equal(waited, failed.RetryDelay ?? TimeSpan.Zero);
        await Next<ConnectAttempt.Connected>(attempts, waited);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(90)]
    public async Task How_long_a_server_may_ask_to_wait_is_the_applications_to_say_and_what_is_told_is_waited(double seconds)
    {
        var fields = Seq.create<Header>(new[] { new Header("Retry-After", "31557600000") });
        await using var serving = Serving.Echo(
            new WebSocketServerOptions { Accept = _ => new(new Rejection(503, fields, ByteString.Empty)) });
        var options = new ReconnectOptions { TimeProvider = time, Random = new Drawn(0.25), MaxRetryAfter = TimeSpan.FromSeconds(seconds) };
        await using var attempts = ReconnectingClient.AttemptsAsync(serving.Uri, null, options).GetAsyncEnumerator();
        var failed = await Next<ConnectAttempt.Failed>(attempts, null);
        var waited = TimeSpan.FromSeconds(seconds + 0.25);
        Assert.Equal(waited, failed.RetryDelay ?? TimeSpan.Zero);
        await Next<ConnectAttempt.Failed>(attempts, waited);
    }

    [Fact]
    public void The_longest_delay_that_the_options_allow_is_one_that_can_be_waited()
    {
        var most = TimeSpan.FromDays(20);
        var options = new ReconnectOptions { FirstDelay = most, MaxDelay = most, MaxRetryAfter = most, Random = new Drawn(1) };
        using var timer = TimeProvider.System.CreateTimer(_ => { }, state: null, options.Delay(5, most), Timeout.InfiniteTimeSpan);
        Assert.Equal(most * 2, options.Delay(5, most));
        var beyond = most + TimeSpan.FromTicks(1);
        Assert.Throws<ArgumentOutOfRangeException>("MaxDelay", () => options with { MaxDelay = beyond });
        Assert.Throws<ArgumentOutOfRangeException>("MaxRetryAfter", () => options with { MaxRetryAfter = beyond });
        Assert.Throws<ArgumentOutOfRangeException>("MaxRetryAfter", () => options with { MaxRetryAfter = TimeSpan.FromTicks(-1) });
        Assert.Equal(
            TimeSpan.Zero,
            new ReconnectOptions { FirstDelay = TimeSpan.Zero, Random = new Drawn(1) }.Delay(int.MaxValue, Option<TimeSpan>.None)
        );
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(302)]
    public async Task A_refusal_that_will_not_change_is_the_last_attempt(int status)
    {
        await using var serving = Serving.Echo(new WebSocketServerOptions { Accept = _ => new(Rejection.WithStatus(status)) });
        await using var attempts = Attempts(serving.Uri, new Drawn(0.5));
        var failed = await Next<ConnectAttempt.Failed>(attempts, null);
        Assert.Null(failed.RetryDelay);
        Assert.Equal(status, Assert.IsType<ConnectFailure.Rejected>(failed.Failure).Response.Head.Status);
        Assert.False(await attempts.MoveNextAsync());
    }

    [Fact]
    public async Task What_can_be_mended_is_the_applications_to_say()
    {
        await using var serving = Serving.Echo(Certificates.Server with { OnError = null });
        var reconnect = new ReconnectOptions { TimeProvider = time };
        var attempts = ReconnectingClient.AttemptsAsync(serving.SecureUri, null, reconnect).GetAsyncEnumerator();
        Assert.Null((await Next<ConnectAttempt.Failed>(attempts, null)).RetryDelay);
        await attempts.DisposeAsync();
        var stubborn = new ReconnectOptions
        {
            TimeProvider = time,
            Random = new Drawn(0),
            ShouldRetry = failure => failure is ConnectFailure.TlsFailed || ReconnectOptions.IsTransient(failure),
        };
        await using var again = ReconnectingClient.AttemptsAsync(serving.SecureUri, null, stubborn).GetAsyncEnumerator();
        Assert.NotNull((await Next<ConnectAttempt.Failed>(again, null)).RetryDelay);
        Assert.Equal(2, (await Next<ConnectAttempt.Failed>(again, TimeSpan.Zero)).FailureCount);
    }

    [Fact]
    public async Task Given_up_while_it_waits_it_throws()
    {
        using var cancellation = new CancellationTokenSource();
        await using var attempts = Attempts(Nowhere(), new Drawn(0.5), cancellationToken: cancellation.Token);
        await Next<ConnectAttempt.Failed>(attempts, null);
        var next = attempts.MoveNextAsync().AsTask();
        await Patience.Until(() => time.Waited is not null);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.Within());
        Assert.Null(time.Waited);
    }

    [Fact]
    public void What_makes_no_sense_is_misuse_at_once()
    {
        Assert.Throws<ArgumentException>("target", () => ReconnectingClient.AttemptsAsync(new Uri("http://127.0.0.1/")));
        Assert.Throws<ArgumentOutOfRangeException>(
            "FirstDelay",
            () => ReconnectingClient.AttemptsAsync(Nowhere(), reconnect: new ReconnectOptions { FirstDelay = TimeSpan.FromSeconds(-1) })
        );
        Assert.Throws<ArgumentOutOfRangeException>(
            "options",
            () => ReconnectingClient.AttemptsAsync(Nowhere(), reconnect: new ReconnectOptions { MaxDelay = TimeSpan.Zero })
        );
    }

    [Fact]
    public async Task Each_attempt_has_new_options()
    {
        var shown = new List<string>();
        await using var serving = Serving.Echo(new WebSocketServerOptions
        {
            Accept = context =>
            {
                shown.Add(HeaderList.Single(context.Request.Headers, "Authorization").IfNone(""));
                return new(shown.Count == 1 ? Rejection.WithStatus(401) : Acceptance.Plain);
            },
        });
        var tokens = 0;
        var given = new WebSocketClientOptions { Subprotocols = ["chat"] };
        var reconnect = new ReconnectOptions
        {
            FirstDelay = TimeSpan.Zero,
            ShouldRetry = _ => true,
            RenewOptions = async (options, cancellationToken) =>
            {
                Assert.Same(given, options);
                await Task.Delay(1, cancellationToken);
                return options with { Authorization = HttpAuthorization.Bearer($"token{++tokens}") };
            },
        };
        await using var attempts = ReconnectingClient.AttemptsAsync(serving.Uri, given, reconnect).GetAsyncEnumerator();
        Assert.True(await attempts.MoveNextAsync().AsTask().Within());
        Assert.IsType<ConnectAttempt.Failed>(attempts.Current);
        Assert.True(await attempts.MoveNextAsync().AsTask().Within());
        Assert.IsType<ConnectAttempt.Connected>(attempts.Current);
        Assert.Equal(["Bearer token1", "Bearer token2"], shown);
    }

    [Fact]
    public async Task Null_in_place_of_renewed_options_ends_the_attempts()
    {
        var reconnect = new ReconnectOptions { RenewOptions = (_, _) => new(default(WebSocketClientOptions)!) };
        var target = new Uri("ws://127.0.0.1:1/");
        await using var attempts = ReconnectingClient.AttemptsAsync(target, null, reconnect).GetAsyncEnumerator();
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => attempts.MoveNextAsync().AsTask().Within());
        Assert.Contains("RenewOptions", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Which_failures_another_attempt_may_mend()
    {
        var proxy = new ClientProxy.Socks5("proxy.example");
        var response = new RejectedResponse(new ResponseHead(407, "", Seq<Header>.Empty), ByteString.Empty);
        Assert.All(
            new ConnectFailure[]
            {
                new ConnectFailure.TimedOut(ConnectStep.Proxy, TimeSpan.Zero),
                new ConnectFailure.BadResponse(new ProtocolError(1006, "", "")),
                new ConnectFailure.ProxyRefused(proxy, response with { Head = response.Head with { Status = 502 } }),
                new ConnectFailure.ProxyFailed(proxy, ProxyFault.Unreachable, ""),
                new ConnectFailure.SocksRefused(proxy, SocksReply.ConnectionRefused),
            },
            failure => Assert.True(ReconnectOptions.IsTransient(failure)));
        Assert.All(
            new ConnectFailure[]
            {
                new ConnectFailure.TlsFailed("", 1, ""),
                new ConnectFailure.ProxyRefused(proxy, response),
                new ConnectFailure.ProxyFailed(proxy, ProxyFault.Credentials, ""),
                new ConnectFailure.ProxyFailed(proxy, ProxyFault.Tls, ""),
                new ConnectFailure.SocksRefused(proxy, SocksReply.NotAllowed),
                new ConnectFailure.RedirectFailed(new Uri("ws://a/"), response, ""),
            },
            failure => Assert.False(ReconnectOptions.IsTransient(failure)));
    }

    private static Uri Nowhere()
    {
        using var listener = Loopback.Listen();
        return new Uri($"ws://127.0.0.1:{listener.Port()}/");
    }

    private IAsyncEnumerator<ConnectAttempt> Attempts(
        Uri target,
        Random random,
        double maxSeconds = 60,
        CancellationToken cancellationToken = default
    ) =>
        ReconnectingClient
            .AttemptsAsync(
                target,
                null,
                new ReconnectOptions
                {
                    TimeProvider = time,
                    Random = random,
                    MaxDelay = TimeSpan.FromSeconds(maxSeconds),
                },
                cancellationToken
            )
            .GetAsyncEnumerator(CancellationToken.None);

    /// <summary>The next attempt, made after exactly that time.</summary>
    private async Task<TAttempt> Next<TAttempt>(IAsyncEnumerator<ConnectAttempt> attempts, TimeSpan? waits)
        where TAttempt : ConnectAttempt
    {
        var next = attempts.MoveNextAsync().AsTask();
        if (waits is { } time && time > TimeSpan.Zero)
        {
            await Patience.Until(() => this.time.Waited is not null);
            Assert.Equal(time, this.time.Waited);
            this.time.Advance(time - TimeSpan.FromMilliseconds(1));
            Assert.False(next.IsCompleted);
            this.time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.True(await next.Within());
        return Assert.IsType<TAttempt>(attempts.Current);
    }

    /// <summary>Returns the same number each time.</summary>
    private sealed class Drawn(double number) : Random
    {
        public override double NextDouble() => number;
    }
}
