using System.Buffers;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;

namespace Pure.WebSockets.Host.Tests;

/// <summary>
/// The connection's memory that the application can read. Whatever the application does with it, and however late, it never reads bytes of
/// another connection.
/// </summary>
public sealed class LentMemoryTests
{
    private const int Bytes = 4_000;
    private const byte Own = 1;

    public static TheoryData<Http, string> Calls { get; } = new(
        from http in new[] { Http.One, Http.Two }
        from call in new[] { "receive the rest", "receive with an array", "send", "close", "close output" }
        select (http, call));

    [Theory, MemberData(nameof(Calls))]
    public async Task After_the_end_of_its_request_every_call_on_a_socket_throws_as_the_frameworks_does(Http http, string call)
    {
        var frameworks = await LateCallAsync(http, call, app => app.UseWebSockets());
        var ours = await LateCallAsync(http, call, app => app.UsePureWebSockets());
        Assert.StartsWith("WebSocketException", ours, StringComparison.Ordinal);
        Assert.Equal(frameworks, ours);
    }

    [Fact]
    public async Task A_sequence_with_memory_that_is_not_valid_any_more_throws_and_leaves_no_buffer_rented()
    {
        var failure = new TaskCompletionSource<Exception?>();
        await using var serving = Serving.With(async connection =>
        {
            var kept = (await connection.ReceiveAsync())!.Value.Data;
            var next = (await connection.ReceiveAsync())!.Value.Data;
            Assert.Equal(0, next.Length);
            var first = new Part(new byte[10], before: null);
            var last = new Part(kept, first);
            var sequence = new ReadOnlySequence<byte>(first, 0, last, kept.Length);
            failure.SetResult(await Record.ExceptionAsync(() => connection.SendAsync(MessageKind.Binary, sequence).AsTask()));
        });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        await peer.SendAsync([.. RawPeer.Frame(Opcode.Binary, Message(Own)), .. RawPeer.Frame(Opcode.Binary, [])]);
        Assert.IsType<ObjectDisposedException>(await failure.Task.Within());
        await peer.ReadCloseAsync();
        peer.Dispose();
        await serving.BecomesEmpty();
    }

    [Fact]
    public async Task A_socket_over_a_servers_connection_throws_when_its_application_has_returned()
    {
        var left = new TaskCompletionSource<WebSocket>();
        await using var serving = Serving.With(async connection =>
        {
            var socket = new PureWebSocket(connection);
            await socket.ReceiveAsync(new byte[10].AsMemory(), Patience.Token);
            left.SetResult(socket);
        });
        using (var peer = await RawPeer.OpenAsync(serving.EndPoint))
        {
            await peer.SendAsync(RawPeer.Frame(Opcode.Binary, Message(Own)));
            await peer.ReadCloseAsync();
        }

        await serving.BecomesEmpty();
        var late = await left.Task;
        var buffer = new byte[Bytes];
        var error = await Assert.ThrowsAsync<WebSocketException>(() => late.ReceiveAsync(buffer.AsMemory(), Patience.Token).AsTask());
        Assert.Equal((WebSocketError.ConnectionClosedPrematurely, WebSocketState.Aborted), (error.WebSocketErrorCode, late.State));
        Assert.Equal(new byte[Bytes], buffer);
        foreach (var call in new Func<Task>[]
        {
            () => late.SendAsync(buffer, WebSocketMessageType.Binary, endOfMessage: true, Patience.Token),
            () => late.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token),
            () => late.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token),
        })
            Assert.Equal(WebSocketError.InvalidState, (await Assert.ThrowsAsync<WebSocketException>(call)).WebSocketErrorCode);
    }

    [Fact]
    public async Task A_receive_that_waits_when_the_application_returns_ends_with_an_exception()
    {
        var waiting = new TaskCompletionSource<Task>();
        await using var serving = Serving.With(connection =>
        {
            waiting.SetResult(new PureWebSocket(connection).ReceiveAsync(new byte[10].AsMemory(), Patience.Token).AsTask());
            return Task.CompletedTask;
        });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        await peer.ReadCloseAsync();
        var error = await Assert.ThrowsAsync<WebSocketException>(() => waiting.Task.Unwrap().Within());
        Assert.Equal(WebSocketError.ConnectionClosedPrematurely, error.WebSocketErrorCode);
    }

    [Fact]
    public async Task After_the_application_has_returned_a_receive_says_that_it_is_over()
    {
        var left = new TaskCompletionSource<WebSocketConnection>();
        await using var serving = Serving.With(async connection =>
        {
            await connection.ReceiveAsync();
            left.SetResult(connection);
        });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        await peer.SendAsync([.. RawPeer.Text("taken"), .. RawPeer.Text("untaken")]);
        await peer.ReadCloseAsync();
        Assert.Null(await (await left.Task).ReceiveAsync());
        await foreach (var message in (await left.Task).ReadAllAsync()) Assert.Fail(message.ToText());
    }

    /// <summary>The memory of a message that the application held when it returned is never reused.</summary>
    [Fact]
    public async Task Memory_that_an_application_holds_when_it_returns_does_not_change()
    {
        var kept = new TaskCompletionSource<BorrowedMessage>();
        await using var serving = Serving.With(async connection => kept.SetResult((await connection.ReceiveAsync())!.Value));
        using (var peer = await RawPeer.OpenAsync(serving.EndPoint))
        {
            await peer.SendAsync(RawPeer.Frame(Opcode.Binary, Message(Own)));
            await peer.ReadCloseAsync();
        }

        await serving.BecomesEmpty();
        Assert.Equal(Message(Own), (await kept.Task).Data.ToArray());
    }

    [Fact]
    public async Task Memory_kept_after_the_next_receive_throws_or_shows_a_later_message()
    {
        var seen = new TaskCompletionSource<(Exception? Before, byte[] After)>();
        var asked = new TaskCompletionSource();
        await using var serving = Serving.With(async connection =>
        {
            var first = (await connection.ReceiveAsync())!.Value.Data;
            var next = connection.ReceiveAsync();
            var before = Record.Exception(() => first.Span[0]);
            asked.SetResult();
            await next;
            seen.SetResult((before, first.ToArray()));
        });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        await peer.SendAsync(RawPeer.Frame(Opcode.Binary, Message(Own)));
        await asked.Task.Within();
        await peer.SendAsync(RawPeer.Frame(Opcode.Binary, Message(2)));
        var (exception, later) = await seen.Task.Within();
        Assert.Contains("until the next receive", Assert.IsType<ObjectDisposedException>(exception).Message, StringComparison.Ordinal);
        Assert.Equal(Message(2), later);
    }

    [Fact]
    public async Task A_send_that_still_waits_when_its_application_returns_sends_no_other_bytes()
    {
        var echoed = new TaskCompletionSource<Task>();
        await using var serving = Serving.With(async connection =>
        {
            var message = (await connection.ReceiveAsync())!.Value;
            await connection.SendPartAsync(MessageKind.Text, "begun"u8.ToArray(), isFinal: false);

            // The send waits for the end of the other message. Its payload is the memory of a received message.
            echoed.SetResult(connection.SendAsync(message.Kind, message.Data).AsTask());
        });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        await peer.SendAsync(RawPeer.Frame(Opcode.Binary, Message(Own)));
        Assert.Equal("begun", (await peer.ReadFrameAsync())?.Payload.ToText());
        Assert.Equal(Opcode.Close, (await peer.ReadFrameAsync())?.Opcode);
        await Assert.ThrowsAsync<WebSocketClosedException>(() => echoed.Task.Unwrap().Within());
    }

    [Fact]
    public async Task A_send_whose_memory_was_reused_fails_alone()
    {
        var failed = new TaskCompletionSource<Exception?>();
        await using var serving = Serving.With(async connection =>
        {
            var message = (await connection.ReceiveAsync())!.Value;
            await connection.SendPartAsync(MessageKind.Text, "be"u8.ToArray(), isFinal: false);
            var sending = connection.SendAsync(message.Kind, message.Data);
            var next = connection.ReceiveAsync();
            await connection.SendPartAsync(MessageKind.Text, "fore"u8.ToArray(), isFinal: true);
            failed.SetResult(await Record.ExceptionAsync(() => sending.AsTask()));
            await next;
            await connection.SendTextAsync("after");
        });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        await peer.SendAsync(RawPeer.Frame(Opcode.Binary, Message(Own)));
        Assert.IsType<ObjectDisposedException>(await failed.Task.Within());
        await peer.SendAsync(RawPeer.Text("go on"));
        Assert.Equal("be", (await peer.ReadFrameAsync())?.Payload.ToText());
        Assert.Equal("fore", (await peer.ReadFrameAsync())?.Payload.ToText());
        Assert.Equal("after", await peer.ReadTextAsync());
    }

    [Fact]
    public async Task Memory_that_the_system_may_be_using_is_not_given_to_others()
    {
        var pinned = new TaskCompletionSource<(System.Buffers.MemoryHandle Handle, int Length)>();
        await using var serving = Serving.With(async connection =>
        {
            var first = (await connection.ReceiveAsync())!.Value.Data;
            pinned.SetResult((first.Pin(), first.Length));
            await connection.ReceiveAsync();
            await connection.ReceiveAsync();
        });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        await peer.SendAsync(RawPeer.Frame(Opcode.Binary, Message(Own)));
        await pinned.Task.Within();
        await peer.SendAsync([.. RawPeer.Frame(Opcode.Binary, Message(2)), .. RawPeer.Frame(Opcode.Binary, Message(3))]);
        await peer.ReadCloseAsync();
        var (handle, length) = await pinned.Task;
        Assert.Equal(Message(Own), Read(handle, length));
        handle.Dispose();

        static unsafe byte[] Read(System.Buffers.MemoryHandle handle, int length) =>
            new ReadOnlySpan<byte>(handle.Pointer, length).ToArray();
    }

    [Fact]
    public async Task The_data_of_pings_and_pongs_is_the_applications_to_keep()
    {
        var received = new TaskCompletionSource<(ReadOnlyMemory<byte> Ping, ReadOnlyMemory<byte> Pong)>();
        ReadOnlyMemory<byte> ping = default;
        await using var serving = Serving.Echo(
            WebSocketServerOptions.Default with
            {
                OnPing = (_, data) => ping = data,
                OnPong = (_, data) => received.SetResult((ping, data)),
            }
        );
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        await peer.SendAsync([.. RawPeer.Frame(Opcode.Ping, "one"u8.ToArray()), .. RawPeer.Frame(Opcode.Pong, "two"u8.ToArray())]);
        var (first, second) = await received.Task.Within();
        await peer.SendAsync(RawPeer.Text("three"));
        await peer.ReadFrameAsync();
        await peer.ReadTextAsync();
        Assert.Equal(("one", "two"), (System.Text.Encoding.UTF8.GetString(first.Span), System.Text.Encoding.UTF8.GetString(second.Span)));
    }

    [Fact]
    public async Task A_source_that_writes_after_a_cancelled_read_writes_to_memory_that_is_not_reused()
    {
        var source = new LateStream();
        await using var serving = Serving.Echo();
        await using (var client = await Connecting.To(serving.Uri))
        {
            using var cancellation = new CancellationTokenSource();
            var sending = client.Connection.SendAsync(MessageKind.Binary, source, cancellation.Token);
            await source.Asked.Task.Within();
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.Within());
            Assert.Equal(-1, source.Into.Span.IndexOfAnyExcept(CanaryPool.New));
        }

        // The buffer was not returned, because the pool would have written its canaries.
        Assert.Equal(-1, source.Into.Span.IndexOfAnyExcept(CanaryPool.New));
    }

    private static byte[] Message(byte of)
    {
        var message = new byte[Bytes];
        Array.Fill(message, of);
        return message;
    }

    /// <summary>
    /// A handler takes 10 bytes of a message and returns. After the request has ended and others have used the memory, the call is made.
    /// Returns its result, and the state after it.
    /// </summary>
    private static async Task<string> LateCallAsync(Http http, string call, Action<IApplicationBuilder> use)
    {
        var ended = new TaskCompletionSource();
        var left = new TaskCompletionSource<WebSocket>();
        await using var site = await Site.StartAsync(http, app =>
        {
            app.Use(async (context, next) =>
            {
                await next(context);
                context.Response.OnCompleted(() =>
                {
                    ended.TrySetResult();
                    return Task.CompletedTask;
                });
            });
            use(app);
            app.Run(async context =>
            {
                var socket = await context.WebSockets.AcceptWebSocketAsync();
                await socket.ReceiveAsync(new byte[10].AsMemory(), Patience.Token);
                left.TrySetResult(socket);
            });
        });
        using var client = await site.ConnectAsync("/");
        await client.SendAsync(Message(Own), WebSocketMessageType.Binary, endOfMessage: true, Patience.Token);
        await Record.ExceptionAsync(async () =>
        {
            await client.ReceiveAsync(new byte[10].AsMemory(), Patience.Token);
            await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token);
        });
        await ended.Task.Within();
        var late = await left.Task.Within();
        var exception = await Record.ExceptionAsync(() => call switch
        {
            "receive the rest" => late.ReceiveAsync(new byte[Bytes].AsMemory(), Patience.Token).AsTask(),
            "receive with an array" => late.ReceiveAsync(new ArraySegment<byte>(new byte[Bytes]), Patience.Token),
            "send" => late.SendAsync(new byte[10], WebSocketMessageType.Binary, endOfMessage: true, Patience.Token),
            "close" => late.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token),
            _ => late.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token),
        });
        return $"{exception?.GetType().Name ?? "no exception"} {(exception as WebSocketException)?.WebSocketErrorCode}, then {late.State}";
    }

    /// <summary>A stream whose reads can be cancelled, and that may still write to the buffer afterwards.</summary>
    private sealed class LateStream : Stream
    {
        public TaskCompletionSource Asked { get; } = new();

        public Memory<byte> Into { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Into = buffer;
            Asked.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    private sealed class Part : ReadOnlySequenceSegment<byte>
    {
        public Part(ReadOnlyMemory<byte> memory, Part? before)
        {
            Memory = memory;
            if (before is null) return;
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }
    }
}
