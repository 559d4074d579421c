using System.Net;
using System.Net.Sockets;
using LanguageExt;

namespace Pure.WebSockets.Host.Tests;

/// <summary>A socket that counts its reads and writes, and records the masking keys of short frames.</summary>
internal sealed class Wired(Socket socket) : Transport
{
    private readonly SocketTransport inner = new(socket);

    public int Reads { get; private set; }

    public int Writes { get; private set; }

    public List<uint> Keys { get; } = [];

    public override EndPoint? Remote => inner.Remote;

    public override bool IsNonBlocking => inner.IsNonBlocking;

    public static async Task<(Wired Wire, RawPeer Peer)> PairAsync()
    {
        var (socket, peer) = await SocketsAsync();
        return (new Wired(socket), peer);
    }

    /// <summary>Both ends of a connection over loopback.</summary>
    public static async Task<(Socket Socket, RawPeer Peer)> SocketsAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var peer = await RawPeer.ConnectAsync((IPEndPoint)listener.LocalEndPoint!);
        return (await listener.AcceptAsync(Patience.Token), peer);
    }

    public override Task OpenAsync(TimeSpan limit) => inner.OpenAsync(limit);

    public override ValueTask<int> ReceiveAsync(Memory<byte> into)
    {
        if (!into.IsEmpty) Reads++;
        return inner.ReceiveAsync(into);
    }

    public override ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        Writes++;
        var frame = bytes.Span;
        if (frame.Length > 6 && (frame[1] & 0x80) != 0) Keys.Add(BitConverter.ToUInt32(frame.Slice(2, 4)));
        return inner.SendAsync(bytes);
    }

    public override ValueTask EndAsync() => inner.EndAsync();

    public override void Drop() => inner.Drop();
}

/// <summary>A connection over a given transport, without a server and after its opening handshake.</summary>
internal sealed class LoneEnd : IAsyncDisposable, IConnectionHost
{
    private readonly BufferPool buffers = new();
    private readonly TaskCompletionSource gone = new();
    private readonly Func<WebSocketConnection, Task> application;

    public LoneEnd(Role role, Transport transport, Func<WebSocketConnection, Task> application, ConnectionHostOptions? options = null)
    {
        this.application = application;
        options ??= new WebSocketConnectionOptions();
        Connection = new WebSocketConnection(
            WebSockets.Connection.CreateOpen(role, Agreement.Plain, options.Protocol),
            transport,
            options,
            buffers,
            this
        );
    }

    public WebSocketConnection Connection { get; }

    public CancellationToken Stopping => CancellationToken.None;

    public CancellationToken Ending => CancellationToken.None;

    public Task Application { get; private set; } = Task.CompletedTask;

    public void Start()
    {
        Application = application(Connection);
        _ = Connection.RunAsync();
    }

    public bool TracksDeadline(TimeSpan deadline) => false;

    public Connection Intern(Connection state) => state;

    public ValueTask<Either<Rejection, Acceptance>> AnswerAsync(WebSocketConnection connection, UpgradeRequest request) =>
        new(Acceptance.Plain);

    public void OnOpened(WebSocketConnection connection)
    {
    }

    public void OnDisposed(WebSocketConnection connection)
    {
    }

    public void OnReleased(WebSocketConnection connection) => gone.SetResult();

    public void Report(Exception exception, WebSocketConnection connection) => gone.TrySetException(exception);

    public async ValueTask DisposeAsync()
    {
        Connection.Abort();
        await gone.Task.Within();
        Assert.Equal(0, buffers.Rented);
    }
}
