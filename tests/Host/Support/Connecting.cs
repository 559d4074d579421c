namespace Pure.WebSockets.Host.Tests;

/// <summary>A client under test. Disposing it ends its connection, and checks that every buffer was returned.</summary>
internal sealed class Connecting : IAsyncDisposable
{
    private readonly BufferPool lent;

    private Connecting(WebSocketConnection connection, BufferPool lent)
    {
        Connection = connection;
        this.lent = lent;
    }

    public WebSocketConnection Connection { get; }

    public long Rented => lent.Rented;

    public static async Task<Connecting> To(Uri target, WebSocketClientOptions? options = null)
    {
        var buffers = new BufferPool();
        var outcome = await WebSocketClient
            .TryConnectAsync(target, options ?? WebSocketClientOptions.Default, buffers, CancellationToken.None)
            .Within();
        return new Connecting(outcome.IfLeft(failure => throw new InvalidOperationException(failure.Message)), buffers);
    }

    /// <summary>Connects, expects a failure, and checks that every buffer was returned.</summary>
    public static async Task<TFailure> Fails<TFailure>(Uri target, WebSocketClientOptions? options = null)
        where TFailure : ConnectFailure
    {
        var buffers = new BufferPool();
        var outcome = await WebSocketClient
            .TryConnectAsync(target, options ?? WebSocketClientOptions.Default, buffers, CancellationToken.None)
            .Within();
        Assert.Equal(0, buffers.Rented);
        var failure = outcome.Match(
            Left: why => why,
            Right: connection => throw new InvalidOperationException($"it connected to {connection.RemoteEndPoint}")
        );
        Assert.Matches("^[A-Z][^\n]*[^.]\\.$", failure.Message);
        return Assert.IsType<TFailure>(failure);
    }

    /// <summary>Sends a message and receives the answer.</summary>
    public async Task<BorrowedMessage> EchoAsync(MessageKind kind, byte[] data)
    {
        var sending = Connection.SendAsync(kind, data, Patience.Token).AsTask();
        var back = await Connection.ReceiveAsync(Patience.Token).AsTask().Within();
        await sending;
        return back ?? throw new InvalidOperationException($"it ended: {await Connection.Closed.Within()}");
    }

    /// <summary>Sends a text message and receives the answer.</summary>
    public async Task<string> EchoAsync(string text) =>
        (await EchoAsync(MessageKind.Text, System.Text.Encoding.UTF8.GetBytes(text))).ToText();

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync().AsTask().Within();
        Assert.Equal(0, lent.Rented);
    }
}
