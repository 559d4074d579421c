namespace Pure.WebSockets.Host.Tests;

/// <summary>Messages that are delivered in pieces as they arrive.</summary>
public sealed class PieceTests
{
    private static readonly WebSocketServerOptions Pieces = WebSocketServerOptions.Default with
    {
        MaxUnreadBytes = 256 * 1024,
        Protocol = ConnectionOptions.Default with
        {
            Delivery = Delivery.Pieces,
            Limits = Limits.Default with { MaxMessageBytes = long.MaxValue },
        },
    };

    [Fact]
    public async Task A_message_is_there_before_it_ends()
    {
        await using var serving = Serving.With(
            async (connection, stop) =>
            {
                await foreach (var piece in connection.ReadAllAsync(stop))
                    await connection.SendTextAsync($"{piece.Kind} {piece.ToText()} {piece.IsFinal}", stop);
            },
            Pieces);
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        await peer.SendAsync(RawPeer.Frame(Opcode.Text, [.. "begin "u8, 0xC3], final: false));
        Assert.Equal("Text begin  False", await peer.ReadTextAsync());
        await peer.SendAsync(RawPeer.Frame(Opcode.Continuation, [0xA4], final: false));
        Assert.Equal("Text ä False", await peer.ReadTextAsync());
        await peer.SendAsync(RawPeer.Frame(Opcode.Continuation, []));
        Assert.Equal("Text  True", await peer.ReadTextAsync());
        await peer.SendAsync(RawPeer.Text("whole"));
        Assert.Equal("Text whole True", await peer.ReadTextAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_that_the_peer_does_not_complete_throws_at_its_end(bool waits)
    {
        var ended = new TaskCompletionSource<(string, Exception?, Exception?)>();
        var taken = new TaskCompletionSource();
        await using var serving = Serving.With(
            async (connection, stop) =>
            {
                var first = (await connection.ReceiveAsync(stop))?.ToText() ?? "";
                taken.SetResult();
                if (!waits) await connection.Closed.Within();
                var next = await Record.ExceptionAsync(async () => await connection.ReceiveAsync(stop));
                var loop = await Record.ExceptionAsync(async () => { await foreach (var _ in connection.ReadAllAsync(stop)) { } });
                ended.SetResult((first, next, loop));
            },
            Pieces with { AnswerTimeout = TimeSpan.Zero });
        using (var peer = await RawPeer.OpenAsync(serving.EndPoint))
        {
            await peer.SendAsync(RawPeer.Frame(Opcode.Text, "half"u8.ToArray(), final: false));
            await taken.Task.Within();
        }

        var (piece, thrown, again) = await ended.Task.Within();
        Assert.Equal("half", piece);
        Assert.Equal(1006, Assert.IsType<WebSocketClosedException>(thrown).Code);
        Assert.IsType<WebSocketClosedException>(again);
        Assert.Empty(serving.Errors);
    }

    [Fact]
    public async Task A_connection_that_ends_between_messages_just_ends()
    {
        var ended = new TaskCompletionSource<int>();
        await using var serving = Serving.With(
            async (connection, stop) =>
            {
                var count = 0;
                await foreach (var piece in connection.ReadAllAsync(stop)) count += piece.IsFinal ? 1 : 0;
                ended.SetResult(count);
            },
            Pieces);
        using (var peer = await RawPeer.OpenAsync(serving.EndPoint)) await peer.SendAsync(RawPeer.Text("whole"));
        Assert.Equal(1, await ended.Task.Within());
    }

    [Fact]
    public async Task A_message_far_greater_than_the_bound_passes_through_it()
    {
        const int Part = 1024 * 1024;
        const int Parts = 96;
        await using var serving = Serving.With(
            async (connection, stop) =>
            {
                long length = 0;
                var most = 0;
                await foreach (var piece in connection.ReadAllAsync(stop))
                {
                    length += piece.Data.Length;
                    most = Math.Max(most, piece.Data.Length);
                    if (piece.IsFinal) await connection.SendTextAsync($"{length} {most <= 256 * 1024}", stop);
                }
            },
            Pieces);
        await using var client = await Connecting.To(serving.Uri);
        await client.Connection.SendAsync(MessageKind.Binary, Source(), Patience.Token);
        Assert.Equal($"{(long)Part * Parts} True", (await client.Connection.ReceiveAsync(Patience.Token))?.ToText());

        static async IAsyncEnumerable<ReadOnlyMemory<byte>> Source()
        {
            var part = new byte[Part];
            for (var i = 0; i < Parts; i++)
            {
                yield return part;
                await Task.Yield();
            }
        }
    }

    [Fact]
    public async Task While_pieces_are_not_taken_reading_stops_within_the_message()
    {
        var opened = new TaskCompletionSource<WebSocketConnection>();
        var begin = new TaskCompletionSource();
        await using var serving = Serving.With(
            async (connection, stop) =>
            {
                opened.SetResult(connection);
                await begin.Task;
                long length = 0;
                while (await connection.ReceiveAsync(stop) is { } piece)
                {
                    length += piece.Data.Length;
                    if (piece.IsFinal) await connection.SendTextAsync($"{length}", stop);
                }
            },
            Pieces);
        using var peer = await RawPeer.OpenAsync(serving.EndPoint, socket => socket.SendBufferSize = 64 * 1024);
        var sending = peer.SendAsync(RawPeer.Frame(Opcode.Binary, new byte[64 * 1024 * 1024]));
        var connection = await opened.Task.Within();
        await Patience.Until(() => connection.IsReadingPaused);
        Assert.False(sending.IsCompleted);
        begin.SetResult();
        await sending.Within();
        Assert.Equal($"{64 * 1024 * 1024}", await peer.ReadTextAsync());
    }
}
