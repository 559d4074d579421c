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
            Limits = Limits.Default with { MaxMessageBytes = long.MaxValue, MaxFrameBytes = long.MaxValue },
        },
    };

    [Fact]
    public async Task A_message_is_there_before_it_ends()
    {
        await using var serving = Serving.With(
            async (connection, stop) =>
            {
                await foreach (var piece in connection.ReadAllAsync(stop))
                    await connection.SendTextAsync($"{piece.Kind} {piece.ToText()} {piece.Final}", stop);
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
                    if (piece.Final) await connection.SendTextAsync($"{length} {most <= 256 * 1024}", stop);
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
                    if (piece.Final) await connection.SendTextAsync($"{length}", stop);
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
