using System.Net;

namespace Pure.WebSockets.Host;

/// <summary>
/// An open WebSocket connection. The connection's loop reads even while the application does not receive messages. The loop answers pings,
/// keeps the connection alive and completes the closing handshake. All members may be called from any thread. Only one receive may be in
/// progress at a time.
/// </summary>
/// <remarks>
/// When a message arrives, the code that awaits the message resumes on the thread of the connection's loop. The data that this code sends
/// before its next await is usually written in one write. The application must not block this thread, because the connection cannot read or
/// write while the thread is blocked. If the application waits synchronously for an operation on this connection, the wait can last
/// forever.
/// </remarks>
public sealed partial class WebSocketConnection : IAsyncDisposable, IHolder
{
    private readonly Lock gate = new();
    private readonly Transport transport;
    private readonly ConnectionHostOptions options;
    private readonly IConnectionHost host;
    private Connection state;
    private ConnectionLifetime lifetime = new();
    private ConnectionMetrics metrics;
    private DeadlineTimer deadline = new();
    private HandshakeRecord handshake = new();
    private LifetimeLimits? limits;
    private MessageReceiver receiver;
    private MessageSender sender;

    internal WebSocketConnection(
        Connection start,
        Transport transport,
        ConnectionHostOptions options,
        BufferPool buffers,
        IConnectionHost host
    )
    {
        state = start;
        this.transport = transport;
        this.options = options;
        this.host = host;
        transport.Clock = options.Clock;
        metrics = new ConnectionMetrics(start.Role);
        receiver = new MessageReceiver(buffers);
        sender = new MessageSender(buffers, start.Role);
    }

    /// <summary>The result of the opening handshake, including the subprotocol and the extensions.</summary>
    public Agreement Agreement => State.Agreement;

    /// <summary>The subprotocol that both ends agreed on in the opening handshake, or null if they agreed on none.</summary>
    public string? Subprotocol => Agreement.Subprotocol.Case as string;

    /// <summary>The peer's address, or null if the transport has no address.</summary>
    public EndPoint? RemoteEndPoint => transport.Remote;

    /// <summary>
    /// The request that opened the connection, with its path and its header fields. On a client, this is the request that the client sent.
    /// </summary>
    public UpgradeRequest Request { get => handshake.Request; internal set => handshake.Request = value; }

    /// <summary>
    /// The header fields of the response that opened the connection. On a server, the list is always empty. On a client, the list is empty
    /// if the response is not known.
    /// </summary>
    public IEnumerable<Header> ResponseHeaders { get => handshake.ResponseHeaders; internal set => handshake.ResponseHeaders = value; }

    /// <summary>
    /// A task whose result states how the connection ended. The task completes when all output has been written or dropped. The task never
    /// fails.
    /// </summary>
    public Task<CloseResult> Closed { get { lock (gate) return lifetime.Closed; } }

    /// <summary>
    /// The token that is cancelled when the server that runs the application begins to stop or to drain, before it closes this connection.
    /// A callback that is registered with the token can send a last message. On a client, and on a connection over a transport that the
    /// caller provided, the token is never cancelled. The connections of <c>MapPureWebSocket</c> have the same order when the host stops.
    /// The connections of <c>UsePureWebSockets</c> are not closed when the host stops, and the token is that of the host.
    /// </summary>
    public CancellationToken Stopping => host.Ending;

    /// <summary>
    /// Creates a connection after other code, such as a web server or an implementation of HTTP/2 (RFC 8441), has performed the opening
    /// handshake. The connection starts running immediately. The caller must dispose the connection.
    /// </summary>
    /// <param name="stream">
    /// The bidirectional byte stream, after the opening handshake. The connection owns the stream from this call on. If an option is out of
    /// range, the stream is disposed. If the stream's output cannot be ended while its input stays open, the stream is disposed after all
    /// bytes have been sent.
    /// </param>
    /// <param name="role">The role of this endpoint.</param>
    /// <param name="agreement">
    /// The result of the opening handshake, which also determines whether messages are compressed. If neither a subprotocol nor an
    /// extension was negotiated, use <see cref="Agreement.Plain"/>.
    /// </param>
    /// <param name="options">The options. Null means <see cref="WebSocketConnectionOptions.Default"/>.</param>
    /// <param name="request">The request that opened the connection, which becomes the value of <see cref="Request"/>.</param>
    /// <param name="remoteEndPoint">The peer's address, which becomes the value of <see cref="RemoteEndPoint"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static WebSocketConnection FromStream(
        Stream stream,
        Role role,
        Agreement agreement,
        ConnectionHostOptions? options = null,
        UpgradeRequest? request = null,
        EndPoint? remoteEndPoint = null
    )
    {
        options ??= WebSocketConnectionOptions.Default;
        try
        {
            ConnectionHostOptions.Check(options);
        }
        catch (ArgumentException)
        {
            // This method owns the stream, so it must dispose the stream.
            stream.Dispose();
            throw;
        }

        return StandaloneConnection.FromStream(stream, role, agreement, options, request, remoteEndPoint, new BufferPool());
    }

    /// <summary>
    /// Receives all messages until the connection ends. The end of the connection does not cause an exception, even if the transport has
    /// failed, except within a message that is received in pieces. The task <see cref="Closed"/> reports how the connection ended.
    /// </summary>
    /// <param name="cancellationToken">
    /// The token that cancels the wait for a message. A cancelled wait throws an <see cref="OperationCanceledException"/>, but no message
    /// is lost, and the connection stays open.
    /// </param>
    /// <exception cref="WebSocketClosedException">
    /// The connection ended within a message that is received in pieces (<see cref="Delivery.Pieces"/>): its last piece did not arrive.
    /// </exception>
    /// <remarks>
    /// <b>The memory of a message is valid until the next message is requested.</b> To use a message for a longer time, call
    /// <see cref="BorrowedMessage.Copy"/>.
    /// </remarks>
    public IAsyncEnumerable<BorrowedMessage> ReadAllAsync(CancellationToken cancellationToken = default) =>
        new MessageEnumerable(this, cancellationToken);

    /// <summary>Receives the next message. Returns null if the connection has ended and all earlier messages have been received.</summary>
    /// <param name="cancellationToken">
    /// The token that cancels the wait for a message. If the wait is cancelled, no message is lost, and the connection stays open.
    /// </param>
    /// <exception cref="InvalidOperationException">
    /// Another receive is in progress, or the server passes the messages to a <see cref="WebSocketHandler"/>.
    /// </exception>
    /// <exception cref="WebSocketClosedException">
    /// The connection ended within a message that is received in pieces (<see cref="Delivery.Pieces"/>): its last piece did not arrive.
    /// </exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <remarks>
    /// <b>The memory of the message is valid until the next call.</b> To use a message for a longer time, call
    /// <see cref="BorrowedMessage.Copy"/>.
    /// </remarks>
    public ValueTask<BorrowedMessage?> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<BorrowedMessage?>(cancellationToken);
        try
        {
            return receiver.Begin(this, cancellationToken) switch
            {
                ReceiveStart.Completed => new ValueTask<BorrowedMessage?>(receiver.Queue.Current),
                ReceiveStart.EndOfMessages => new ValueTask<BorrowedMessage?>((BorrowedMessage?)null),
                _ => new ValueTask<BorrowedMessage?>(receiver.Queue, receiver.Queue.Version),
            };
        }
        catch (Exception exception) when (exception is InvalidOperationException or WebSocketClosedException)
        {
            return ValueTask.FromException<BorrowedMessage?>(exception);
        }
    }

    /// <summary>Sends a ping and waits for its pong.</summary>
    /// <param name="cancellationToken">
    /// The token that cancels the wait for free space in the send buffer, for earlier messages, or for the pong. If the wait is cancelled
    /// before the ping is in the send buffer, no ping is sent. A cancelled wait does not close the connection.
    /// </param>
    /// <returns>The time from when the ping is added to the send buffer until its pong arrives.</returns>
    /// <exception cref="WebSocketClosedException">The connection was closed before the pong arrived.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <remarks>
    /// An application does not need this method to detect a peer that no longer responds, because the keep-alive mechanism sends its own
    /// pings (<see cref="ConnectionOptions.KeepAliveInterval"/>).
    /// </remarks>
    public Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default) =>
        MessageSender.PingAsync(this, sender.CreatePing(gate), cancellationToken);

    /// <summary>
    /// Sends a ping with data and waits for its pong. In all other respects, this method behaves like
    /// <see cref="PingAsync(CancellationToken)"/>.
    /// </summary>
    /// <param name="data">
    /// The data of the ping, at most 125 bytes. A pong with the same data answers this ping and all earlier pings.
    /// </param>
    /// <param name="cancellationToken">
    /// The token that cancels the wait for free space in the send buffer, for earlier messages, or for the pong. If the wait is cancelled
    /// before the ping is in the send buffer, no ping is sent.
    /// </param>
    /// <exception cref="WebSocketMisuseException">The data has more than 125 bytes. Nothing was sent.</exception>
    public Task<TimeSpan> PingAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) =>
        MessageSender.PingAsync(this, new PendingPing(data.ToArray()), cancellationToken);

    /// <summary>
    /// Sends an unsolicited pong, which serves as a unidirectional heartbeat (RFC 6455 §5.5.3). An application does not need this method to
    /// answer pings, because the connection answers all pings itself.
    /// </summary>
    /// <param name="data">The data of the pong, at most 125 bytes.</param>
    /// <param name="cancellationToken">
    /// The token that cancels the wait for earlier messages or for free space in the send buffer. If the wait is cancelled, no pong is
    /// sent.
    /// </param>
    /// <exception cref="WebSocketClosedException">A close frame was sent, or the connection is closed.</exception>
    /// <exception cref="WebSocketMisuseException">The data has more than 125 bytes. Nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public ValueTask PongAsync(ReadOnlyMemory<byte> data = default, CancellationToken cancellationToken = default) =>
        sender.SendAsync(this, new OutgoingMessage(OutgoingType.Pong, default, data, Final: true, default), cancellationToken);

    /// <summary>
    /// Sends a close frame and waits until the connection has ended. The connection ends when the peer has answered the close frame and, on
    /// a client, has ended the transport. The connection also ends when the time limit for one of these steps has passed. If the connection
    /// is already closing or closed, the method sends nothing and only waits for the end of the connection.
    /// </summary>
    /// <param name="code">
    /// The status code (RFC 6455 §7.4). If the code is <see cref="CloseCode.NoStatusReceived"/>, the close frame contains no status code.
    /// </param>
    /// <param name="reason">The reason, which must not exceed 123 bytes in UTF-8.</param>
    /// <param name="cancellationToken">The token that cancels the wait. The connection is closed even if the wait is cancelled.</param>
    /// <returns>How the connection ended.</returns>
    /// <exception cref="WebSocketMisuseException">
    /// The status code or the reason is not allowed in a close frame. The state of the connection is unchanged.
    /// </exception>
    /// <remarks>
    /// Messages that arrive before the peer's close frame can still be received, up to <see cref="ConnectionHostOptions.MaxUnreadBytes"/>.
    /// Messages beyond that limit are dropped.
    /// </remarks>
    public Task<CloseResult> CloseAsync(
        int code = CloseCode.NormalClosure,
        string reason = "",
        CancellationToken cancellationToken = default
    )
    {
        Misuse? refusal = null;
        lock (gate)
        {
            if (state.Phase is Phase.Open)
            {
                var progress = Kernel.Close(state, new CloseStatus(code, reason));
                refusal = progress.Misuse;
                if (refusal is null) Apply(progress);
            }
        }

        if (refusal is not null) return Task.FromException<CloseResult>(new WebSocketMisuseException(refusal));
        sender.FlushUnlessOnLoop(this);
        return Closed.WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Drops the transport immediately, without a closing handshake. A waiting receive ends in the same way as if the peer had
    /// disconnected.
    /// </summary>
    public void Abort()
    {
        bool completes;
        lock (gate)
        {
            sender.Writer.Output.Break();
            if (!IsProtocolOver)
            {
                lifetime.IsAborted = true;
                Apply(Kernel.EndOfStream(state));
            }

            completes = receiver.TryClaimAtEnd(this);
        }

        transport.Drop();
        if (completes) receiver.CompleteAtEnd(this, inline: false);
        sender.Writer.Flush(this);
    }

    /// <summary>
    /// Closes the connection with status code 1000, unless the connection is already closing or closed. The method then waits for the
    /// closing handshake to end, within the timeouts for this handshake. If the connection has not ended after these timeouts, the method
    /// drops the transport and waits up to one more second for the transport to be freed. Messages that have not been received are lost.
    /// The connection's memory is also freed. If a <see cref="WebSocketServer"/> runs the application, the memory is freed only when the
    /// application returns.
    /// </summary>
    /// <remarks>
    /// The code that opens a connection must dispose that connection. An application that a server runs does not have to dispose its
    /// connection. The server closes and frees the connection when the application returns. On a server, the memory of the last received
    /// message stays valid after the disposal, until the application returns.
    /// </remarks>
    public async ValueTask DisposeAsync()
    {
        StopReceiving();
        BeginClose(CloseCode.NormalClosure);
        var linger = ConnectionTimeouts.Linger(options, state.Role, lifetime.Closure);
        var timeout = Timeouts.Clamp(ConnectionTimeouts.FinalWrite(state)) + Timeouts.Clamp(linger);
        if (!await Ended.CompletesWithin(timeout).ConfigureAwait(false))
        {
            Abort();
            await Ended.CompletesWithin(ConnectionLifetime.DropTimeout).ConfigureAwait(false);
        }

        if (lifetime.TryDispose()) host.OnDisposed(this);
    }
}
