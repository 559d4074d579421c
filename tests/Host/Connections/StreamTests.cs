using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;

namespace Pure.WebSockets.Host.Tests;

/// <summary>Connections over any stream of bytes in both directions.</summary>
public sealed class StreamTests
{
    private static readonly Uri Target = new("ws://example/chat");

    public static TheoryData<string> Ways => ["pipes", "pipe streams", "network streams", "sockets"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Both_ends_open_converse_and_close_over_it(string way)
    {
        var (server, client) = await Join(way);
        await using var held = client;
        var serving = Task.Run(async () =>
        {
            await using var connection = server;
            await Serving.EchoAll(connection, Patience.Token);
            return await connection.Closed;
        });
        Assert.Equal("/chat", server.Request.Target);
        var samples = new Samples(1);
        for (var round = 0; round < 50; round++)
        {
            var (kind, data) = samples.Message(200_000, 15);
            var sending = client.SendAsync(kind, data, Patience.Token).AsTask();
            var back = await client.ReceiveAsync(Patience.Token);
            Assert.True(back is { } message && message.Kind == kind && message.Data.Span.SequenceEqual(data));
            await sending;
        }

        Assert.True((await client.CloseAsync(3000, "done").Within()).Clean);
        Assert.Equal((true, 3000), await serving.Within() is var closure ? (closure.Clean, closure.Code) : default);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task An_end_that_is_dropped_ends_the_other(string way)
    {
        var (server, client) = await Join(way);
        var waiting = server.ReceiveAsync().AsTask();
        client.Abort();
        Assert.Null(await waiting.Within());
        Assert.Equal("RFC 6455 §7.1.7", (await client.Closed.Within()).Error.Map(error => error.Rule).IfNone(""));
        Assert.False((await server.Closed.Within()).Clean);
        await server.DisposeAsync();
        await client.DisposeAsync();
    }

    [Fact]
    public async Task A_request_that_breaks_a_rule_is_a_value_and_is_answered()
    {
        var (near, far) = Pipes();
        var accepting = WebSocketServer.TryAcceptAsync(near);
        await far.Output.WriteAsync("POST / HTTP/1.1\r\nHost: example\r\n\r\n"u8.ToArray());
        var closure = (await accepting.Within()).LeftToList().Single();
        Assert.Equal("RFC 6455 §4.2.1", closure.Error.Map(error => error.Rule).IfNone(""));
        var answer = await far.Input.ReadAsync();
        Assert.StartsWith("HTTP/1.1 405 ", System.Text.Encoding.ASCII.GetString(answer.Buffer.FirstSpan), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_accept_that_is_given_up_frees_the_stream()
    {
        var (near, far) = Pipes();
        using var soon = new CancellationTokenSource(50);
        await Assert
            .ThrowsAnyAsync<OperationCanceledException>(() => WebSocketServer.TryAcceptAsync(near, cancellationToken: soon.Token))
            .Within();
        Assert.True((await far.Input.ReadAsync(Patience.Token)).IsCompleted);
    }

    [Fact]
    public async Task A_pipe_that_its_owner_completes_ends_the_connection_and_is_not_reported()
    {
        var (near, far) = Pipes();
        var reported = new System.Collections.Concurrent.ConcurrentQueue<Exception>();
        var options = new WebSocketServerOptions { OnError = context => reported.Enqueue(context.Exception) };
        var accepting = WebSocketServer.TryAcceptAsync(near, options);
        await using var client = (await WebSocketClient.TryConnectAsync(StreamOf(far), Target).Within())
            .IfLeft(failure => throw new InvalidOperationException(failure.Message));
        await using var server = (await accepting.Within()).IfLeft(closure => throw new InvalidOperationException(closure.ToString()));

        // As Kestrel does with the pipes of a connection whose handler has returned.
        near.Input.Complete();
        near.Input.CancelPendingRead();
        Assert.False((await server.Closed.Within()).Clean);
        Assert.Empty(reported);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_send_into_a_pipe_that_its_owner_completed_ends_the_connection(bool asStream)
    {
        var (near, far) = Pipes();
        var reported = new System.Collections.Concurrent.ConcurrentQueue<Exception>();
        var options = new WebSocketServerOptions { OnError = context => reported.Enqueue(context.Exception) };
        var accepting = asStream ? WebSocketServer.TryAcceptAsync(StreamOf(near), options) : WebSocketServer.TryAcceptAsync(near, options);
        await using var client = (await WebSocketClient.TryConnectAsync(StreamOf(far), Target).Within())
            .IfLeft(failure => throw new InvalidOperationException(failure.Message));
        await using var server = (await accepting.Within()).IfLeft(closure => throw new InvalidOperationException(closure.ToString()));
        near.Output.Complete();
        await server.SendTextAsync("lost");
        Assert.False((await server.Closed.Within()).Clean);
        Assert.All(reported, exception => Assert.True(asStream && exception is InvalidOperationException));
    }

    [Fact]
    public async Task A_connection_opened_elsewhere_keeps_its_agreement()
    {
        var (near, far) = Pipes();
        var agreement = new Agreement("chat", LanguageExt.Seq<ExtensionOffer>.Empty);
        await using var server = WebSocketConnection.FromStream(
            StreamOf(near),
            Role.Server,
            agreement,
            remoteEndPoint: new IPEndPoint(IPAddress.Loopback, 7)
        );
        await using var client = WebSocketConnection.FromStream(StreamOf(far), Role.Client, agreement);
        Assert.Equal(("chat", 7), (server.Agreement.Subprotocol.IfNone(""), ((IPEndPoint)server.RemoteEndPoint!).Port));
        await client.SendTextAsync("hello");
        Assert.Equal("hello", (await server.ReceiveAsync(Patience.Token))?.ToText());
        Assert.True((await server.CloseAsync().Within()).Clean);
    }

    private static async Task<(WebSocketConnection Server, WebSocketConnection Client)> Join(string way)
    {
        Task<LanguageExt.Either<CloseResult, WebSocketConnection>> accepting;
        Task<LanguageExt.Either<ConnectFailure, WebSocketConnection>> connecting;
        if (way.StartsWith("pipe", StringComparison.Ordinal))
        {
            var (near, far) = Pipes();
            accepting = way == "pipes" ? WebSocketServer.TryAcceptAsync(near) : WebSocketServer.TryAcceptAsync(StreamOf(near));
            connecting = WebSocketClient.TryConnectAsync(StreamOf(far), Target);
        }
        else
        {
            using var listener = Loopback.Listen();
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, listener.Port());
            var accepted = await listener.AcceptAsync(Patience.Token);
            accepting =
                way == "sockets"
                    ? WebSocketServer.TryAcceptAsync(accepted)
                    : WebSocketServer.TryAcceptAsync(new NetworkStream(accepted, ownsSocket: true));
            connecting = WebSocketClient.TryConnectAsync(new NetworkStream(socket, ownsSocket: true), Target);
        }

        var client = (await connecting.Within()).IfLeft(failure => throw new InvalidOperationException(failure.Message));
        return ((await accepting.Within()).IfLeft(closure => throw new InvalidOperationException(closure.ToString())), client);
    }

    private static (IDuplexPipe Near, IDuplexPipe Far) Pipes()
    {
        var (there, back) = (new Pipe(), new Pipe());
        return (new Ends(there.Reader, back.Writer), new Ends(back.Reader, there.Writer));
    }

    private static Stream StreamOf(IDuplexPipe pipe) => new PipeStream(pipe);

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class PipeStream(IDuplexPipe pipe) : Stream
    {
        private readonly Stream input = pipe.Input.AsStream();
        private readonly Stream output = pipe.Output.AsStream();

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

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            output.WriteAsync(buffer, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => output.FlushAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            pipe.Output.Complete();
            pipe.Input.Complete();
        }
    }
}
