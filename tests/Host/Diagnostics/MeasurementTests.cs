using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Pipelines;
using LanguageExt;

namespace Pure.WebSockets.Host.Tests;

/// <summary>What is measured and traced when an opening handshake ends, and when the output can no longer be written.</summary>
public sealed class MeasurementTests
{
    private const string SentByServer = "websocket.direction=sent, websocket.role=server";
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task The_bytes_of_the_servers_response_are_not_among_those_after_the_opening_handshake()
    {
        using var measuring = new LastMeasurement();
        var (up, down) = (new Pipe(), new Pipe());
        await using var stream = new Written(up.Reader.AsStream(), down.Writer.AsStream());
        var accepting = WebSocketServer.TryAcceptAsync(stream);
        await up.Writer.WriteAsync(RawPeer.Request(), Patience.Token);
        await using var server = (await accepting.Within()).IfLeft(closure => throw new InvalidOperationException(closure.ToString()));
        await server.SendTextAsync("hello");
        server.Abort();

        // The connection measures what it writes on the same thread, just before the write.
        Assert.Equal(2, stream.Writes.Count);
        Assert.StartsWith("HTTP/1.1 101 ", stream.Writes.First().Text, StringComparison.Ordinal);
        Assert.Equal("websocket.handshake.duration", stream.Writes.First().Before?.Name);
        Assert.Equal(new Measured("websocket.wire", "\u0081\u0005hello".Length, SentByServer), stream.Writes.Last().Before);
    }

    [Fact]
    public void Frames_that_are_written_together_with_the_response_count_without_it()
    {
        using var measuring = new LastMeasurement();
        var metrics = new ConnectionMetrics(Role.Server);
        var handshake = new HandshakeRecord();
        metrics.HeadAdded(100);
        metrics.Opened(Agreement.Plain, ref handshake, new WebSocketConnectionOptions(), StreamTransport.Of(Stream.Null));
        var measured = LastMeasurement.During(() =>
        {
            metrics.BytesSent(130);
            metrics.BytesSent(40);
        });
        Assert.Equal([new Measured("websocket.wire", 30, SentByServer), new Measured("websocket.wire", 40, SentByServer)], measured);
    }

    [Fact]
    public async Task A_connection_that_is_dropped_before_the_application_has_answered_is_failed_and_not_refused()
    {
        using var measuring = new LastMeasurement();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = new TaskCompletionSource<Either<Rejection, Acceptance>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var (end, up) = Server(WebSocketServerOptions.Default with
        {
            Accept = async _ =>
            {
                asked.SetResult();
                return await answer.Task;
            },
        });
        var opening = end.OpenAsync(CancellationToken.None);
        await up.WriteAsync(RawPeer.Request(), Patience.Token);
        await asked.Task.Within();
        var measured = LastMeasurement.During(end.Connection.Abort);
        answer.SetResult(Rejection.WithStatus(401));
        Assert.False(await opening.Within());
        Assert.Equal(
            ("websocket.handshake.duration", "websocket.handshake.outcome=failed, websocket.role=server"),
            Assert.Single(measured) is var one ? (one.Name, one.Tags) : default
        );
    }

    [Theory]
    [InlineData(401, "refused")]
    [InlineData(0, "opened")]
    public async Task An_answer_of_the_application_is_what_refuses_or_opens(int status, string outcome)
    {
        using var measuring = new LastMeasurement();
        var (up, down) = (new Pipe(), new Pipe());
        await using var stream = new Written(up.Reader.AsStream(), down.Writer.AsStream());
        var accepting = WebSocketServer.TryAcceptAsync(
            stream,
            WebSocketServerOptions.Default with { Accept = _ => new(status == 0 ? Acceptance.Plain : Rejection.WithStatus(status)) });
        await up.Writer.WriteAsync(RawPeer.Request(), Patience.Token);
        (await accepting.Within()).IfRight(connection => connection.Abort());
        Assert.Equal($"websocket.handshake.outcome={outcome}, websocket.role=server", stream.Writes.First().Before?.Tags);
    }

    [Fact]
    public async Task An_activity_that_starts_while_the_connection_is_dropped_ends_too()
    {
        var (started, stopped) = (new ConcurrentQueue<Activity>(), new ConcurrentQueue<Activity>());
        var trace = ActivityTraceId.CreateRandom();
        var (end, up) = Server(WebSocketServerOptions.Default);
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Telemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
            {
                // As if a server stopped at this moment.
                if (options.TraceId == trace) end.Connection.Abort();
                return ActivitySamplingResult.AllData;
            },
            ActivityStarted = started.Enqueue,
            ActivityStopped = stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var opening = end.OpenAsync(CancellationToken.None);
        await up.WriteAsync(RawPeer.Request($"traceparent: 00-{trace}-00f067aa0ba902b7-01\r\n"), Patience.Token);
        Assert.False(await opening.Within());
        var activity = Assert.Single(started, activity => activity.TraceId == trace);
        Assert.Same(activity, Assert.Single(stopped, activity => activity.TraceId == trace));
        Assert.Equal(
            (ActivityStatusCode.Error, 1006, "RFC 6455 §7.1.7"),
            (activity.Status, activity.GetTagItem("websocket.close.code"), activity.GetTagItem("websocket.rule"))
        );
    }

    [Fact]
    public async Task Messages_that_can_no_longer_be_written_do_not_count_as_sent()
    {
        using var measuring = new LastMeasurement();
        await using var stream = new Written(new Pipe().Reader.AsStream(), Stream.Null) { IsBroken = true };
        await using var server = WebSocketConnection.FromStream(stream, Role.Server, Agreement.Compressed(DeflateParameters.Default));
        var first = LastMeasurement.During(() => Send(server));
        Assert.Contains(first, one => one is { Name: "websocket.compression.ratio", Value: > 0 });
        Assert.Contains(first, one => one.Name == "websocket.messages");
        Assert.False(server.Closed.IsCompleted);
        Assert.Empty(LastMeasurement.During(() => Send(server)));
        server.Abort();
    }

    [Fact]
    public async Task Messages_that_can_no_longer_be_written_do_not_keep_a_connection_from_being_idle()
    {
        var time = new VirtualTime();
        await using var stream = new Written(new Pipe().Reader.AsStream(), Stream.Null) { IsBroken = true };
        await using var server = WebSocketConnection.FromStream(
            stream,
            Role.Server,
            Agreement.Plain,
            new WebSocketConnectionOptions { Clock = time, IdleTimeout = Idle }
        );
        Send(server);
        time.Advance(Idle / 2);
        Send(server);
        Assert.IsType<Phase.Open>(server.State.Phase);
        time.Advance(Idle / 2);
        Assert.IsType<Phase.Closing>(server.State.Phase);
        server.Abort();
        time.Flow();
    }

    private static void Send(WebSocketConnection connection) =>
        Assert.True(connection.SendAsync(MessageKind.Text, "some text, some text"u8.ToArray()).IsCompletedSuccessfully);

    private static (StandaloneConnection End, PipeWriter Up) Server(WebSocketServerOptions options)
    {
        var (up, down) = (new Pipe(), new Pipe());
        var start = Connection.Server(options.Protocol);
        var transport = StreamTransport.Of(new Written(up.Reader.AsStream(), down.Writer.AsStream()));
        return (new StandaloneConnection(options, options.AnswerAsync, start, transport, new BufferPool()), up.Writer);
    }

    /// <summary>A stream that records what is written, and the last measurement on the writing thread before each write.</summary>
    private sealed class Written(Stream input, Stream output) : Stream
    {
        public ConcurrentQueue<(string Text, Measured? Before)> Writes { get; } = new();

        /// <summary>Whether each write fails.</summary>
        public bool IsBroken { get; init; }

        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            input.ReadAsync(buffer, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Writes.Enqueue((System.Text.Encoding.Latin1.GetString(buffer.Span), LastMeasurement.OfThisThread));
            return IsBroken ? throw new IOException("broken") : output.WriteAsync(buffer, cancellationToken);
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => output.FlushAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            input.Dispose();
            output.Dispose();
        }
    }
}
