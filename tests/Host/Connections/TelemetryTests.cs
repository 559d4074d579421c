using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Pure.WebSockets.Host.Tests;

/// <summary>Metrics, traces and logs. Other tests run at the same time, so each test looks for values of its own connections.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public async Task Metrics_report_connections_messages_bytes_ratios_times_and_closes()
    {
        using var seen = new Measurements();
        var options = ConnectionOptions.Default with
        {
            Compression = CompressionOptions.Default,
            KeepAliveInterval = TimeSpan.FromMilliseconds(50),
        };
        await using (var serving = Serving.Echo(WebSocketServerOptions.Default with { Protocol = options }))
        await using (var client = await Connecting.To(serving.Uri, WebSocketClientOptions.Default with { Protocol = options }))
        {
            await client.EchoAsync(new string('a', 10_000));
            await client.Connection.PingAsync().Within();
            await Patience.Until(() => seen.Any("websocket.ping.duration", "websocket.role=server"));
            await client.Connection.CloseAsync(4321).Within();
        }

        await Patience.Until(() =>
            seen.Any(
                "websocket.closes",
                "websocket.close.code=4000-4999, websocket.close.first=theirs, websocket.role=server, websocket.rule="
            )
        );
        Assert.True(
            seen.Any(
                "websocket.closes",
                "websocket.close.code=4000-4999, websocket.close.first=ours, websocket.role=client, websocket.rule="
            )
        );
        foreach (var role in new[] { "server", "client" })
        {
            Assert.True(
                seen.Any("websocket.connections", $"websocket.role={role}", +1)
                    && seen.Any("websocket.connections", $"websocket.role={role}", -1)
            );
            Assert.True(seen.Any("websocket.handshake.duration", $"websocket.handshake.outcome=opened, websocket.role={role}"));
            Assert.True(seen.Any("websocket.ping.duration", $"websocket.role={role}"));
            foreach (var way in new[] { "sent", "received" })
            {
                Assert.True(
                    seen.Any("websocket.messages", $"websocket.direction={way}, websocket.message.kind=text, websocket.role={role}", 1)
                );
                Assert.InRange(
                    seen.Of("websocket.payload", $"websocket.direction={way}, websocket.role={role}").Sum(),
                    10_000,
                    double.MaxValue
                );
                Assert.True(seen.Any("websocket.wire", $"websocket.direction={way}, websocket.role={role}"));
                Assert.Contains(
                    seen.Of("websocket.compression.ratio", $"websocket.direction={way}, websocket.role={role}"),
                    ratio => ratio is > 0 and < 0.1
                );
            }
        }
    }

    [Theory]
    [InlineData(1000, "1000")]
    [InlineData(1014, "1014")]
    [InlineData(1015, "1015")]
    [InlineData(3000, "3000")]
    [InlineData(3003, "3003")]
    [InlineData(3008, "3008")]
    [InlineData(1004, "other")]
    [InlineData(1016, "other")]
    [InlineData(2999, "other")]
    [InlineData(3001, "3000-3999")]
    [InlineData(4000, "4000-4999")]
    [InlineData(4999, "4000-4999")]
    [InlineData(65_535, "other")]
    public void Unregistered_close_codes_share_a_label(int code, string label) =>
        Assert.Equal(label, $"{Telemetry.CodeTag(code)}");

    [Fact]
    public async Task A_peers_choice_of_codes_adds_no_labels()
    {
        using var seen = new Measurements();
        await using var serving = Serving.Echo();
        for (var code = 4800; code < 4810; code++)
        {
            using var peer = await RawPeer.OpenAsync(serving.EndPoint);
            await peer.SendAsync(RawPeer.Frame(Opcode.Close, [(byte)(code >> 8), (byte)code]));
            Assert.Equal(code, (await peer.ReadCloseAsync()).Code);
        }

        await Patience.Until(() =>
            seen.Of(
                    "websocket.closes",
                    "websocket.close.code=4000-4999, websocket.close.first=theirs, websocket.role=server, websocket.rule="
                )
                .Count() >= 10
        );
        for (var code = 4800; code < 4810; code++)
            Assert.False(
                seen.Any(
                    "websocket.closes",
                    $"websocket.close.code={code}, websocket.close.first=theirs, websocket.role=server, websocket.rule="
                )
            );
    }

    [Fact]
    public async Task A_broken_rule_and_a_rejection_are_reported_by_name()
    {
        using var seen = new Measurements();
        await using var serving = Serving.Echo();
        using (var peer = await RawPeer.OpenAsync(serving.EndPoint)) await peer.SendAsync([0xF0, 0x80, 1, 2, 3, 4]);
        using (var peer = await RawPeer.ConnectAsync(serving.EndPoint))
        {
            await peer.SendAsync("POST / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
            await peer.ReadHeadAsync();
        }

        await Patience.Until(() =>
            seen.Any(
                "websocket.closes",
                "websocket.close.code=1002, websocket.close.first=ours, websocket.role=server, websocket.rule=RFC 6455 §5.2"
            )
        );
        await Patience.Until(() => seen.Any("websocket.handshake.duration", "websocket.handshake.outcome=failed, websocket.role=server"));
    }

    [Fact]
    public async Task A_trace_continues_the_clients_and_records_the_end()
    {
        var stopped = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Telemetry.Name,
            Sample = static (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var trace = ActivityTraceId.CreateRandom();
        string? within = null;
        await using var serving = Serving.With(async connection =>
        {
            within = Activity.Current?.TraceId.ToString();
            await connection.ReceiveAsync();
        });
        using var peer = await RawPeer.ConnectAsync(serving.EndPoint);
        await peer.SendAsync(RawPeer.Request($"traceparent: 00-{trace}-00f067aa0ba902b7-01\r\n"));
        await peer.ReadHeadAsync();
        await peer.SendAsync(RawPeer.Frame(Opcode.Close, [0x0F, 0xA1]));
        await peer.ReadCloseAsync();
        await serving.BecomesEmpty();
        var activity = Assert.Single(stopped, activity => activity.TraceId == trace);
        Assert.Equal($"{trace}", within);
        Assert.Equal(
            ("/chat", 4001, "00f067aa0ba902b7"),
            (activity.GetTagItem("url.path"), activity.GetTagItem("websocket.close.code"), $"{activity.ParentSpanId}")
        );
    }

    [Fact]
    public async Task A_client_hands_its_trace_on()
    {
        var stopped = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is Telemetry.Name or nameof(A_client_hands_its_trace_on),
            Sample = static (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var source = new ActivitySource(nameof(A_client_hands_its_trace_on));
        using var caller = source.StartActivity("caller")!;
        await using (var serving = Serving.Echo())
        {
            await using var client = await Connecting.To(serving.Uri);
            Assert.Same(caller, Activity.Current);
            await client.EchoAsync("hello");
        }

        var mine = stopped.Where(activity => activity.TraceId == caller.TraceId).ToList();
        var connect = Assert.Single(mine, activity => activity.OperationName == "websocket.connect");
        var connection = Assert.Single(mine, activity => activity.OperationName == "websocket.connection");
        Assert.Equal((caller.SpanId, connect.SpanId), (connect.ParentSpanId, connection.ParentSpanId));
        await Connecting.Fails<ConnectFailure.Unreachable>(new Uri("ws://127.0.0.1:1/"));
        var failed = Assert.Single(stopped, activity => activity.TraceId == caller.TraceId && activity.Status == ActivityStatusCode.Error);
        Assert.Equal("Cannot reach 127.0.0.1:1: the connection was refused.", failed.StatusDescription);
    }

    [Fact]
    public async Task The_log_records_the_life_of_a_connection_and_its_failure()
    {
        var log = new Lines();
        await using (
            var serving = Serving.With(
                connection => connection.ReceiveAsync().AsTask(),
                WebSocketServerOptions.Default with
                {
                    Logger = log,
                }
            )
        )
        {
            using var good = await RawPeer.OpenAsync(serving.EndPoint);
            await good.SendAsync(RawPeer.Frame(Opcode.Close, [0x03, 0xE8]));
            await good.ReadCloseAsync();
            using var bad = await RawPeer.OpenAsync(serving.EndPoint);
            await bad.SendAsync([0x81, 0x01, 0x41]);
            await bad.ReadCloseAsync();
            using var none = await RawPeer.ConnectAsync(serving.EndPoint);
            await none.SendAsync("nonsense\r\n\r\n"u8.ToArray());
            await none.ReadHeadAsync();
            await serving.BecomesEmpty();
        }

        Assert.Contains(log.All, line => line.StartsWith("Information 9 Listening on 127.0.0.1:", StringComparison.Ordinal));
        Assert.Contains(
            log.All,
            line =>
                line.StartsWith("Debug 1 Server connection with 127.0.0.1:", StringComparison.Ordinal)
                && line.EndsWith("for /chat is open: subprotocol none, extensions none", StringComparison.Ordinal)
        );
        Assert.Contains(
            log.All,
            line =>
                line.StartsWith("Debug 2 ", StringComparison.Ordinal)
                && line.Contains("is closed with 1000. The first close was theirs", StringComparison.Ordinal)
        );
        Assert.Contains(
            log.All,
            line =>
                line.StartsWith("Information 3 ", StringComparison.Ordinal)
                && line.Contains("failed with 1002", StringComparison.Ordinal)
                && line.EndsWith("(RFC 6455 §5.1)", StringComparison.Ordinal)
        );
        Assert.Contains(log.All, line => line.StartsWith("Information 4 ", StringComparison.Ordinal));
        Assert.Contains(log.All, line => line.StartsWith("Information 10 Stopping", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_abort_does_not_blame_the_peer()
    {
        var log = new Lines();
        await using var serving = Serving.Echo();
        await using var client = await Connecting.To(serving.Uri, WebSocketClientOptions.Default with { Logger = log });
        client.Connection.Abort();
        await client.Connection.Closed.Within();
        Assert.Contains(
            log.All,
            line =>
                line.StartsWith("Information 3 Client connection", StringComparison.Ordinal)
                && line.EndsWith("this end dropped the transport (RFC 6455 §7.1.7)", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_slow_peer_is_logged_once_for_any_number_of_messages()
    {
        var log = new Lines();
        var done = new TaskCompletionSource();
        await using var serving = Serving.With(
            async connection =>
            {
                for (var i = 0; i < 500; i++) await connection.SendAsync(MessageKind.Binary, new byte[64 * 1024]);
                done.SetResult();
            },
            WebSocketServerOptions.Default with { Logger = log, SlowPeer = SlowPeerPolicy.Drop });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint, socket => socket.ReceiveBufferSize = 64 * 1024);
        await done.Task.Within();
        Assert.Single(
            log.All,
            line =>
                line.StartsWith("Warning 6 ", StringComparison.Ordinal)
                && line.EndsWith("is too slow: messages are dropped until it has read", StringComparison.Ordinal)
        );
    }

    private sealed class Measurements : IDisposable
    {
        private readonly ConcurrentQueue<(string Name, double Value, string Tags)> all = new();
        private readonly MeterListener listener = new();

        public Measurements()
        {
            listener.InstrumentPublished = static (instrument, self) =>
            {
                if (instrument.Meter.Name == Telemetry.Name) self.EnableMeasurementEvents(instrument);
            };
            listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
            listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
            listener.Start();
        }

        public IEnumerable<double> Of(string name, string tags) =>
            all.Where(one => one.Name == name && one.Tags == tags).Select(one => one.Value);

        public bool Any(string name, string tags, double? value = null) =>
            Of(name, tags).Any(one => value is null || one.Equals(value.Value));

        public void Dispose() => listener.Dispose();

        private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            all.Enqueue(
                (
                    instrument.Name,
                    value,
                    string.Join(", ", tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal))
                )
            );
    }

    private sealed class Lines : ILogger
    {
        public ConcurrentQueue<string> All { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => All.Enqueue($"{logLevel} {eventId.Id} {formatter(state, exception)}");
    }
}
