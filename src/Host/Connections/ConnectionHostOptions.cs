using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Pure.WebSockets.Host;

/// <summary>
/// The options that every connection has. The options of a server, a client, an endpoint and a connection over a stream derive from them.
/// </summary>
/// <remarks>
/// A value that an option does not allow throws an <see cref="ArgumentOutOfRangeException"/> or an <see cref="ArgumentNullException"/> when
/// it is set. The exception names the option. For the options of type <see cref="TimeSpan"/>, zero or less means that there is no limit.
/// For limits that can be null, null means that there is no limit.
/// </remarks>
public abstract record ConnectionHostOptions
{
    /// <summary>
    /// The largest allowed value of <see cref="MaxUnsentBytes"/>. With this value, the output fits in one array even after a send of the
    /// maximum length (1 GiB) has been added.
    /// </summary>
    private const int MostUnsentBytes = 512 * 1024 * 1024;

    private protected ConnectionHostOptions() { }

    /// <summary>
    /// The protocol options, such as limits and timeouts. If a timeout is ten seconds or longer, a server can detect the end of the timeout
    /// up to one second late.
    /// </summary>
    public ConnectionOptions Protocol { get; init => field = OptionValue.NotNull(value); } = ConnectionOptions.Default;

    /// <summary>
    /// The maximum memory, in bytes, for received messages that the application has not read yet. When this limit is reached, the
    /// connection stops reading until the unread messages take up at most half of this memory. The limit can be exceeded by one message,
    /// because a message is always accepted as a whole. The default is 1 MiB.
    /// </summary>
    public int MaxUnreadBytes { get; init => field = OptionValue.Positive(value); } = 1024 * 1024;

    /// <summary>
    /// The maximum number of bytes of output that have not been written yet. When the unwritten output has reached this limit, a send waits
    /// for free space, unless <see cref="SlowPeer"/> specifies another policy. The limit can be exceeded by one message, because a message
    /// is always accepted as a whole. The default is 256 KiB, and the largest allowed value is 512 MiB.
    /// </summary>
    public int MaxUnsentBytes { get; init => field = OptionValue.InRange(value, 1, MostUnsentBytes); } = 256 * 1024;

    /// <summary>
    /// The policy for a message that is sent when the unsent data has reached <see cref="MaxUnsentBytes"/>. By default, the send waits.
    /// </summary>
    public SlowPeerPolicy SlowPeer { get; init; }

    /// <summary>
    /// The time for which the application can still answer earlier messages after the peer has ended the connection. The peer ends the
    /// connection by sending a close frame, by violating the protocol, or by ending the transport. The end takes effect when the
    /// application has received all earlier messages and asks for another message, or when the application's function returns. At the
    /// latest, the end takes effect when this time has passed. Until the end takes effect, the application can still send. The time also
    /// applies if the application has not asked for its first message yet. The time should be shorter than the peer's timeout for the
    /// closing handshake. If this time is zero or less, the connection does not wait for answers. The default is 500 ms.
    /// </summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// The maximum time without a sent or received message. After this time, the connection is closed with status code 1000. Pings and
    /// pongs do not count as messages. A value of zero or less means that there is no limit. The default is zero.
    /// </summary>
    public TimeSpan IdleTimeout { get; init; }

    /// <summary>
    /// The maximum time that a connection stays open. The connection is closed with status code 1001 when this time has passed. Use this
    /// option to redistribute clients among servers, or to limit how long an authorization lasts. A value of zero or less means that there
    /// is no limit. The default is zero.
    /// </summary>
    public TimeSpan MaxLifetime { get; init; }

    /// <summary>
    /// The maximum time to wait for the peer to end its half of the transport after the last byte was written. During this wait, the peer's
    /// bytes are read and dropped, because unread bytes could cause a connection reset that destroys the close frame. The default is 1 s.
    /// </summary>
    public TimeSpan LingerTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The time after which an idle connection with compression frees the memory that is needed only to make compression faster. The freed
    /// memory is at most 192 KiB. The compression windows are not freed. The freed memory is allocated again for the next message.
    /// Connections are checked once in each interval of this length. Therefore, up to twice this time can pass before the memory is freed.
    /// If this time is zero or less, the memory is never freed. The default is 5 s.
    /// </summary>
    public TimeSpan CompactAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A function that is called for each ping with the ping's data. The data stays valid after the call. The function does not need to
    /// send a pong, because the connection answers the ping. The function runs on the connection's loop and must not block.
    /// </summary>
    public Action<WebSocketConnection, ReadOnlyMemory<byte>>? OnPing { get; init; }

    /// <summary>
    /// A function that is called for each pong with the pong's data. The function is also called for unsolicited pongs. The data stays
    /// valid after the call. The function runs on the connection's loop and must not block.
    /// </summary>
    public Action<WebSocketConnection, ReadOnlyMemory<byte>>? OnPong { get; init; }

    /// <summary>The logger. By default, nothing is logged. See also <see cref="Telemetry"/>.</summary>
    public ILogger Logger { get; init => field = OptionValue.NotNull(value); } = NullLogger.Instance;

    /// <summary>
    /// A function that is called with each exception that the application or a hook in these options does not handle, and with the
    /// connection to which the exception belongs. The function runs on
    /// the thread on which the exception was thrown. On a server, the function is also called if accepting a connection fails, for example
    /// because no file descriptor is free. The server then tries again, and reports only the first of several consecutive failures. The
    /// function is also called for each TLS handshake that fails after the client has sent at least one byte. Exceptions that the function
    /// itself throws are ignored. If the application's function throws an exception, the peer receives the status code 1011 and no
    /// description of the exception. The default is null.
    /// </summary>
    /// <remarks>
    /// If this property is null and no <see cref="Logger"/> is set, each exception is written to standard error. Failed TLS handshakes are
    /// not written, because any client can cause them. To discard all exceptions, set this property to a function that does nothing.
    /// </remarks>
    public Action<ErrorContext>? OnError { get; init; }

    /// <summary>The clock that measures <see cref="AnswerTimeout"/>.</summary>
    internal TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// The clock that measures the protocol's timeouts, <see cref="LingerTimeout"/>, <see cref="IdleTimeout"/>, <see cref="MaxLifetime"/>
    /// and <see cref="CompactAfter"/>. The system clock measures the time limits for connecting, for TLS handshakes, for stopping a server,
    /// and for disposing a connection.
    /// </summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>
    /// The hook that answers plain HTTP requests. This property is null on a client, and on a server whose options do not set this hook.
    /// </summary>
    internal virtual Func<RequestHead, PlainResponse?>? RespondToPlain => null;

    /// <summary>Whether idle connections free memory after <see cref="CompactAfter"/>.</summary>
    internal bool CompactsIdle => Protocol.Compression.IsSome && CompactAfter > TimeSpan.Zero;

    /// <summary>Checks what involves several options.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A whole message can be larger than an array.</exception>
    internal static void Check(ConnectionHostOptions options)
    {
        var most = options.Protocol.Limits.MaxMessageBytes;
        if (options.Protocol.Delivery == Delivery.Whole && most > Array.MaxLength)
            throw new ArgumentOutOfRangeException(
                nameof(options),
                most,
                $"Protocol.Limits.MaxMessageBytes is more than {Array.MaxLength}. Larger messages need Delivery.Pieces.");
    }

    /// <summary>Returns a copy of a ping's or pong's data for the hook. The result is empty if no hook is set for the frame.</summary>
    internal ReadOnlyMemory<byte> CopyForHook(in StepResult progress) =>
        (progress.Event == StepEvent.Ping && OnPing is not null) || (progress.Event == StepEvent.Pong && OnPong is not null)
            ? progress.Payload.ToArray()
            : default;

    /// <summary>
    /// Calls the hook for the received ping or pong. If the hook is not set, the method does nothing. The hook runs on the connection's
    /// loop while no lock is held.
    /// </summary>
    internal void CallHook(WebSocketConnection connection, StepEvent received, ReadOnlyMemory<byte> data)
    {
        try
        {
            (received == StepEvent.Ping ? OnPing : OnPong)?.Invoke(connection, data);
        }
        catch (Exception exception)
        {
            Report(exception, connection);
        }
    }

    /// <summary>
    /// Writes an exception to the log and passes it to <see cref="OnError"/>. If neither a logger nor <see cref="OnError"/> is set, the
    /// method writes the exception to standard error.
    /// </summary>
    /// <param name="exception">The exception.</param>
    /// <param name="connection">The connection in which the exception occurred, or null.</param>
    /// <param name="byDefault">
    /// Whether the exception is written to standard error if neither a logger nor <see cref="OnError"/> is set.
    /// </param>
    internal void Report(Exception exception, WebSocketConnection? connection, bool byDefault = true) =>
        Report(new ErrorContext { Exception = exception, Connection = connection, RemoteEndPoint = connection?.RemoteEndPoint }, byDefault);

    /// <inheritdoc cref="Report(Exception, WebSocketConnection, bool)"/>
    internal void Report(ErrorContext context, bool byDefault)
    {
        var exception = context.Exception;
        ConnectionLog.Escaped(Logger, context.RemoteEndPoint, exception);
        if (byDefault && OnError is null && Logger is NullLogger) UnhandledExceptions.Write(exception);
        try
        {
            OnError?.Invoke(context);
        }
        catch (Exception)
        {
            // An exception that the callback itself throws cannot be reported anywhere else.
        }
    }
}
