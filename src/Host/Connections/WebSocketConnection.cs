using System.Buffers;
using System.Net;
using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>
/// An open WebSocket connection. Its loop reads whether or not the application receives. The loop answers pings, keeps the connection alive
/// and completes the closing handshake. All members may be called from any thread. Only one receive may be in progress at a time.
/// </summary>
/// <remarks>
/// When a message arrives, the application continues on the connection's loop, and all that it sends before it next awaits goes out in
/// one write. The application must not block that thread: meanwhile its own connection neither reads nor writes. If the application waits
/// synchronously for an action of this connection, the wait never ends.
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

    /// <summary>The result of the opening handshake: the subprotocol and the extensions.</summary>
    public Agreement Agreement => State.Agreement;

    /// <summary>The peer's address, or null if the transport has none.</summary>
    public EndPoint? RemoteEndPoint => transport.Remote;

    /// <summary>The request that opened the connection: its path and its fields. At a client, the request that it sent.</summary>
    public UpgradeRequest Request { get => handshake.Request; internal set => handshake.Request = value; }

    /// <summary>At a client, the fields of the response that opened the connection. Empty at a server and where it is not known.</summary>
    public IEnumerable<Header> ResponseHeaders { get => handshake.ResponseHeaders; internal set => handshake.ResponseHeaders = value; }

    /// <summary>How the connection ended. Completes when all output is written or given up, and never fails.</summary>
    public Task<CloseResult> Closed { get { lock (gate) return lifetime.Closed; } }

    /// <summary>
    /// Creates a connection after an opening handshake that was made elsewhere, by a web server or over HTTP/2 (RFC 8441). The connection
    /// runs at once. The caller disposes it.
    /// </summary>
    /// <param name="stream">
    /// The stream of bytes in both directions, after the handshake. The connection owns it from this call on. A stream that cannot end one
    /// direction only is disposed after all bytes are sent.
    /// </param>
    /// <param name="role">The role of this end.</param>
    /// <param name="agreement">
    /// The result of the handshake, which also determines compression. Use <see cref="Agreement.Plain"/> if nothing was negotiated.
    /// </param>
    /// <param name="options">The options. Null means the defaults.</param>
    /// <param name="request">The request that opened the connection, for <see cref="Request"/>.</param>
    /// <param name="remote">The peer's address, for <see cref="RemoteEndPoint"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static WebSocketConnection FromStream(
        Stream stream,
        Role role,
        Agreement agreement,
        ConnectionHostOptions? options = null,
        UpgradeRequest? request = null,
        EndPoint? remote = null
    )
    {
        options ??= new ConnectionHostOptions();
        ConnectionHostOptions.Check(options);
        return StandaloneConnection.FromStream(stream, role, agreement, options, request, remote, new BufferPool());
    }

    /// <summary>
    /// Reads all messages until the connection ends; <see cref="Closed"/> reports how it ended. No end throws an exception, neither a
    /// normal nor a broken one.
    /// </summary>
    /// <param name="cancellationToken">Stops the wait with an <see cref="OperationCanceledException"/>. No message is lost, and the
    /// connection stays open.</param>
    /// <remarks><b>A message's memory is valid until the next one is asked for.</b> See <see cref="Message.Copy"/>.</remarks>
    public IAsyncEnumerable<Message> ReadAllAsync(CancellationToken cancellationToken = default) =>
        new MessageEnumerable(this, cancellationToken);

    /// <summary>Receives the next message. Returns null after the connection has ended and all earlier messages are received.</summary>
    /// <param name="cancellationToken">Stops the wait. No message is lost, and the connection stays open.</param>
    /// <exception cref="InvalidOperationException">Another receive is in progress.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <remarks><b>The message's memory is valid until the next call.</b> See <see cref="Message.Copy"/>.</remarks>
    public ValueTask<Message?> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<Message?>(cancellationToken);
        try
        {
            return receiver.Begin(this, cancellationToken) switch
            {
                ReceiveStart.Completed => new ValueTask<Message?>(receiver.Queue.Current),
                ReceiveStart.EndOfMessages => new ValueTask<Message?>((Message?)null),
                _ => new ValueTask<Message?>(receiver.Queue, receiver.Queue.Version),
            };
        }
        catch (InvalidOperationException misuse)
        {
            return ValueTask.FromException<Message?>(misuse);
        }
    }

    /// <summary>
    /// Sends a message in one frame. Completes when the connection has accepted the bytes, not when the peer has received them. The memory
    /// may be reused from then on.
    /// </summary>
    /// <param name="kind">Text or binary.</param>
    /// <param name="data">The payload; text as UTF-8. It must not change until the send completes.</param>
    /// <param name="cancellationToken">
    /// Stops the wait for room. In that case, nothing of the message was sent. A message that was already accepted is sent.
    /// </param>
    /// <exception cref="WebSocketClosedException">A close frame was sent, or the connection is closed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The payload has more than 1 GiB. Send it in parts.</exception>
    /// <exception cref="WebSocketMisuseException">The text is not UTF-8. Nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <remarks>
    /// While <see cref="ConnectionHostOptions.MaxUnsentBytes"/> bytes wait to be written, the send waits for room. Messages are sent in the
    /// order of the calls. While another message is sent in parts, they wait for its last part.
    /// </remarks>
    public ValueTask SendAsync(MessageKind kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) =>
        SendAsync(kind, data, CompressionChoice.Default, cancellationToken);

    /// <inheritdoc cref="SendAsync(MessageKind, ReadOnlyMemory{byte}, CancellationToken)"/>
    /// <param name="kind">Text or binary.</param>
    /// <param name="data">The payload; text as UTF-8. It must not change until the send completes.</param>
    /// <param name="compress">Whether the message is compressed, if the opening handshake negotiated compression.</param>
    /// <param name="cancellationToken">Stops the wait for room. In that case, nothing of the message was sent.</param>
    public ValueTask SendAsync(
        MessageKind kind, ReadOnlyMemory<byte> data, CompressionChoice compress, CancellationToken cancellationToken = default) =>
        sender.SendAsync(this, new OutgoingMessage(OutgoingType.Whole, kind, data, Final: true, compress), cancellationToken);

    /// <summary>
    /// Sends a part of a message as one fragment (RFC 6455 §5.4). One sender sends the parts of a message, one after the other. Other
    /// messages wait for the last part.
    /// </summary>
    /// <param name="kind">Text or binary, the same for all parts of a message.</param>
    /// <param name="data">The payload of the fragment; text may be cut within a code point. It must not change until the send
    /// completes.</param>
    /// <param name="final">Whether the message ends here.</param>
    /// <param name="cancellationToken">Stops the wait for room. In that case, nothing of the part was sent.</param>
    /// <exception cref="WebSocketClosedException">A close frame was sent, or the connection is closed.</exception>
    /// <exception cref="WebSocketMisuseException">The text is not UTF-8, or the kind is not that of the part before. Nothing was
    /// sent.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public ValueTask SendPartAsync(
        MessageKind kind, ReadOnlyMemory<byte> data, bool final, CancellationToken cancellationToken = default) =>
        SendPartAsync(kind, data, final, CompressionChoice.Default, cancellationToken);

    /// <inheritdoc cref="SendPartAsync(MessageKind, ReadOnlyMemory{byte}, bool, CancellationToken)"/>
    /// <param name="kind">Text or binary, the same for all parts of a message.</param>
    /// <param name="data">The payload of the fragment. It must not change until the send completes.</param>
    /// <param name="final">Whether the message ends here.</param>
    /// <param name="compress">Whether the message is compressed, if the opening handshake negotiated compression. The choice for the
    /// first part counts.</param>
    /// <param name="cancellationToken">Stops the wait for room. In that case, nothing of the part was sent.</param>
    public ValueTask SendPartAsync(
        MessageKind kind,
        ReadOnlyMemory<byte> data,
        bool final,
        CompressionChoice compress,
        CancellationToken cancellationToken = default
    ) =>
        sender.SendAsync(this, new OutgoingMessage(OutgoingType.Part, kind, data, final, compress) { Owner = this }, cancellationToken);

    /// <summary>
    /// Sends a text message. An unpaired surrogate becomes U+FFFD. Otherwise as
    /// <see cref="SendAsync(MessageKind, ReadOnlyMemory{byte}, CancellationToken)"/>.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="cancellationToken">Stops the wait for room. In that case, nothing of the message was sent.</param>
    /// <exception cref="WebSocketClosedException">A close frame was sent, or the connection is closed.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public ValueTask SendTextAsync(string text, CancellationToken cancellationToken = default) =>
        PayloadSources.SendTextAsync(this, text, cancellationToken);

    /// <summary>
    /// Sends a message in one frame, whose payload is several pieces of memory. Otherwise as
    /// <see cref="SendAsync(MessageKind, ReadOnlyMemory{byte}, CancellationToken)"/>.
    /// </summary>
    /// <param name="kind">Text or binary.</param>
    /// <param name="data">The payload; text as UTF-8. It must not change until the send completes.</param>
    /// <param name="cancellationToken">Stops the wait for room. In that case, nothing of the message was sent.</param>
    public ValueTask SendAsync(MessageKind kind, in ReadOnlySequence<byte> data, CancellationToken cancellationToken = default) =>
        data.IsSingleSegment
            ? SendAsync(kind, data.First, cancellationToken)
            : PayloadSources.SendAsync(this, kind, data, cancellationToken);

    /// <summary>
    /// Sends a stream to its end as one message in fragments. Each fragment is sent when it is read, so neither side needs to hold the
    /// whole message.
    /// </summary>
    /// <param name="kind">Text or binary.</param>
    /// <param name="source">The payload; text as UTF-8. It is read to its end and stays open.</param>
    /// <param name="cancellationToken">
    /// Stops the send. Before the first fragment, nothing was sent. After the first fragment, the message cannot be taken back, and the
    /// connection is closed with 1011.
    /// </param>
    /// <exception cref="WebSocketClosedException">A close frame was sent, or the connection is closed.</exception>
    /// <exception cref="WebSocketMisuseException">The text is not UTF-8. If a part was sent, the connection is closed with
    /// 1011.</exception>
    /// <exception cref="OperationCanceledException">The send was cancelled.</exception>
    /// <remarks>
    /// An exception of the source is thrown here. If a part was sent, the connection is closed with 1011. Messages of other senders wait
    /// for the end of this one; pings and pongs do not.
    /// </remarks>
    public Task SendAsync(MessageKind kind, Stream source, CancellationToken cancellationToken = default) =>
        SendAsync(kind, PayloadSources.ReadPieces(source, Buffers, cancellationToken), cancellationToken);

    /// <summary>
    /// Sends each piece of a sequence as one fragment of one message, when the piece becomes available. Otherwise as
    /// <see cref="SendAsync(MessageKind, Stream, CancellationToken)"/>.
    /// </summary>
    /// <param name="kind">Text or binary.</param>
    /// <param name="source">The payload; text as UTF-8, which may be cut anywhere. A piece may be reused when the next is asked
    /// for.</param>
    /// <param name="cancellationToken">Stops the send. Before the first fragment nothing was sent. After it the message cannot be taken
    /// back, and the connection is closed with 1011.</param>
    public Task SendAsync(
        MessageKind kind, IAsyncEnumerable<ReadOnlyMemory<byte>> source, CancellationToken cancellationToken = default) =>
        PayloadSources.SendAsync(this, kind, source, cancellationToken);

    /// <summary>
    /// Sends a message in one frame if that needs no wait. Otherwise as
    /// <see cref="SendAsync(MessageKind, ReadOnlyMemory{byte}, CancellationToken)"/>.
    /// </summary>
    /// <param name="kind">Text or binary.</param>
    /// <param name="data">The payload; text as UTF-8. Its memory may be reused after the call.</param>
    /// <param name="compress">Whether the message is compressed, if the opening handshake negotiated compression.</param>
    /// <returns>Whether the message was accepted. If not, nothing of it was sent.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The payload has more than 1 GiB.</exception>
    /// <exception cref="WebSocketMisuseException">The text is not UTF-8. Nothing was sent.</exception>
    public TrySendResult TrySend(MessageKind kind, ReadOnlyMemory<byte> data, CompressionChoice compress = CompressionChoice.Default) =>
        sender.TrySend(this, new OutgoingMessage(OutgoingType.Whole, kind, data, Final: true, compress));

    /// <summary>Sends a ping and waits for its pong.</summary>
    /// <param name="cancellationToken">Stops the wait for room, then nothing was sent, or the wait for the pong. The connection stays
    /// open.</param>
    /// <returns>The round trip: the time from when the ping was added to the output until its pong.</returns>
    /// <exception cref="WebSocketClosedException">The connection closed before the pong came.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <remarks>
    /// This is not needed to detect a dead peer, because the keep-alive sends its own pings
    /// (<see cref="ConnectionOptions.KeepAliveInterval"/>).
    /// </remarks>
    public Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default) =>
        MessageSender.PingAsync(this, sender.CreatePing(gate), cancellationToken);

    /// <summary>Sends a ping with data and waits for its pong. Otherwise as <see cref="PingAsync(CancellationToken)"/>.</summary>
    /// <param name="data">At most 125 bytes. A pong with the same data answers this ping and those before it.</param>
    /// <param name="cancellationToken">Stops the wait for room, then nothing was sent, or the wait for the pong.</param>
    /// <exception cref="WebSocketMisuseException">The data has more than 125 bytes. Nothing was sent.</exception>
    public Task<TimeSpan> PingAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) =>
        MessageSender.PingAsync(this, new PendingPing(data.ToArray()), cancellationToken);

    /// <summary>
    /// Sends an unsolicited pong, as a heartbeat in one direction (RFC 6455 §5.5.3). The connection answers pings by itself.
    /// </summary>
    /// <param name="data">At most 125 bytes.</param>
    /// <param name="cancellationToken">Stops the wait for room. In that case, nothing was sent.</param>
    /// <exception cref="WebSocketClosedException">A close frame was sent, or the connection is closed.</exception>
    /// <exception cref="WebSocketMisuseException">The data has more than 125 bytes. Nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public ValueTask PongAsync(ReadOnlyMemory<byte> data = default, CancellationToken cancellationToken = default) =>
        sender.SendAsync(this, new OutgoingMessage(OutgoingType.Pong, default, data, Final: true, default), cancellationToken);

    /// <summary>
    /// Sends a close frame and waits until the peer has answered it, or until the time limit for the answer has passed. A closed connection
    /// may be closed again.
    /// </summary>
    /// <param name="code">The status code (RFC 6455 §7.4): <see cref="CloseCode.NormalClosure"/>, or
    /// <see cref="CloseCode.NoStatusReceived"/> for a close frame without a code.</param>
    /// <param name="reason">The reason, of at most 123 bytes of UTF-8.</param>
    /// <param name="cancellationToken">Stops the wait. The connection closes nevertheless.</param>
    /// <returns>How the connection ended.</returns>
    /// <exception cref="WebSocketMisuseException">A close frame must not contain this code or reason. The connection did not
    /// change.</exception>
    /// <remarks>
    /// Messages that arrive before the peer's close frame can still be received, up to
    /// <see cref="ConnectionHostOptions.MaxUnreadBytes"/>. Further messages are dropped.
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

    /// <summary>Drops the transport at once, without a closing handshake. A receive that waits ends as if the peer had gone.</summary>
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
        if (completes) receiver.Queue.Complete(isMessage: false, inline: false);
        sender.Writer.Flush(this);
    }

    /// <summary>
    /// Closes the connection with 1000, unless it is already closed. Waits for the closing handshake as long as its timeouts allow, and
    /// then drops the transport. Afterwards memory and transport are free, and a client's messages that were not received are lost.
    /// </summary>
    /// <remarks>
    /// The code that opens a connection must dispose it. An application that a server runs need not do so: its return has the same effect,
    /// and until then the message that it holds stays valid. Messages that were not received before this call are dropped.
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
